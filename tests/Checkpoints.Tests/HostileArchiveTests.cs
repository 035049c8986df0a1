using System.Buffers.Binary;
using System.IO.Compression;
using Speech.Checkpoints;
using Speech.Checkpoints.Tests.Support;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class HostileArchiveTests
{
    private static readonly byte[] s_pickle = Archives.SmallPickle();

    [Theory]
    [InlineData("../archive/data.pkl")]
    [InlineData("/archive/data.pkl")]
    [InlineData("archive\\data.pkl")]
    [InlineData("archive/../data.pkl")]
    [InlineData("C:/data.pkl")]
    [InlineData("data.pkl")]
    [InlineData("a/b/data.pkl")]
    public void A_pickle_under_another_path_is_refused(string name) => Refused(Archives.Zip(CompressionLevel.NoCompression, (name, s_pickle)));

    [Fact]
    public void Any_name_that_leads_out_is_refused_even_if_nobody_asks_for_it() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, ("archive/data.pkl", s_pickle), ("archive/../../x", [1])));

    [Fact]
    public void Two_files_of_one_name_are_refused() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", s_pickle), ("a/data/0", new byte[24]), ("a/data/0", new byte[24]), ("a/data/1", new byte[8])));

    [Fact]
    public void Two_pickles_are_refused() => Refused(Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", s_pickle), ("b/data.pkl", s_pickle)));

    [Fact]
    public void Compressed_weights_are_refused() => Refused(Archives.Zip(CompressionLevel.SmallestSize, ("a/data.pkl", s_pickle), ("a/data/0", new byte[24]), ("a/data/1", new byte[8])));

    [Fact]
    public void Big_endian_numbers_are_refused() => Refused(Archives.Zip(CompressionLevel.NoCompression, [("archive/data.pkl", s_pickle), ("archive/byteorder", "big"u8.ToArray())]));

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = Archives.Torch(s_pickle, Archives.SmallStorages());
        Assert.NotNull(Open(whole));
        for (var length = 0; length < whole.Length; length += 13) Refused(whole[..length]);
    }

    [Fact]
    public void More_files_than_allowed_are_refused() =>
        Assert.Throws<CheckpointException>(() => Open(Archives.Torch(s_pickle, Archives.SmallStorages()), new CheckpointLimits { MaxArchiveEntries = 2 }));

    [Fact]
    public void Encrypted_files_are_refused() => Refused(Patched(0x02014b50, 8, 1));

    [Fact]
    public void Files_that_overlap_are_refused()
    {
        // The third file's directory entry points to the second's place; their local names are made equal in length by construction.
        var bytes = Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", s_pickle), ("a/data/0", new byte[24]), ("a/data/1", new byte[24]));
        var entries = Directory(bytes);
        var second = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(entries[1] + 42));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entries[2] + 42), second);
        Refused(bytes);
    }

    [Fact]
    public void A_directory_of_64_bits_is_read_as_PyTorch_writes_it()
    {
        var bytes = Archives.Torch(s_pickle, Archives.SmallStorages());
        var end = bytes.Length - 22;
        var (count, length, offset) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(end + 10)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 12)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 16)));
        byte[] wide = [.. BitConverter.GetBytes(0x06064b50u), .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8], .. BitConverter.GetBytes((long)count), .. BitConverter.GetBytes((long)count),
            .. BitConverter.GetBytes((long)length), .. BitConverter.GetBytes((long)offset), .. BitConverter.GetBytes(0x07064b50u), .. new byte[4], .. BitConverter.GetBytes((long)end), 1, 0, 0, 0];
        byte[] narrow = [.. BitConverter.GetBytes(0x06054b50u), .. Enumerable.Repeat((byte)0xff, 16), 0, 0];

        Assert.Equal(2, Open([.. bytes[..end], .. wide, .. narrow])!.Count);
        BinaryPrimitives.WriteInt64LittleEndian(wide.AsSpan(48), long.MaxValue);
        Refused([.. bytes[..end], .. wide, .. narrow]);
    }

    [Theory]
    [InlineData(20, 0x7fffffff)]
    [InlineData(24, 0x7fffffff)]
    [InlineData(42, 0x7fffffff)]
    [InlineData(28, 0xffff)]
    [InlineData(10, 99)]
    public void A_directory_that_lies_is_refused(int field, int value) => Refused(Patched(0x02014b50, field, value));

    [Fact]
    public void The_format_before_zip_is_refused() => Refused([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);

    [Fact]
    public void A_file_that_is_not_there_is_told_by_name_alone()
    {
        using var folder = new TempFolder();
        var e = Assert.Throws<CheckpointException>(() => TorchFile.Open(folder.Sub("pytorch_model.bin")));
        Assert.DoesNotContain(folder.Path, e.Message, StringComparison.Ordinal);
    }

    /// <summary>A file whose first directory entry has another number in a field of 16 or 32 bits.</summary>
    private static byte[] Patched(uint signature, int field, int value)
    {
        var bytes = Archives.Torch(s_pickle, Archives.SmallStorages());
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(signature)) + field;
        if (value > ushort.MaxValue) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);
        return bytes;
    }

    private static List<int> Directory(byte[] bytes)
    {
        var places = new List<int>();
        for (var at = 0; at + 4 <= bytes.Length; at++)
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) == 0x02014b50) places.Add(at);
        return places;
    }

    private static void Refused(byte[] bytes) => Assert.Throws<CheckpointException>(() => Open(bytes));

    private static IReadOnlyList<TensorEntry>? Open(byte[] bytes, CheckpointLimits? limits = null)
    {
        using var folder = new TempFolder();
        using var file = TorchFile.Open(folder.Write("x.bin", bytes), limits);
        return file.Tensors;
    }
}
