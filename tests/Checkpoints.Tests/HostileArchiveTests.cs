using System.Buffers.Binary;
using System.IO.Compression;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Tests.Support;
using Speech.Checkpoints.Torch;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class HostileArchiveTests
{
    private static readonly byte[] Pickle = Archives.SmallPickle();

    [Theory]
    [InlineData("../archive/data.pkl")]
    [InlineData("/archive/data.pkl")]
    [InlineData("archive\\data.pkl")]
    [InlineData("archive/../data.pkl")]
    [InlineData("C:/data.pkl")]
    [InlineData("data.pkl")]
    [InlineData("a/b/data.pkl")]
    public void Rejects_a_pickle_at_another_path(string name) => Refused(Archives.Zip(CompressionLevel.NoCompression, (name, Pickle)));

    [Fact]
    public void Rejects_unused_entries_outside_of_the_archive() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, ("archive/data.pkl", Pickle), ("archive/../../x", [1])));

    [Fact]
    public void Rejects_duplicate_names() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", Pickle), ("a/data/0", new byte[24]), ("a/data/0", new byte[24]),
            ("a/data/1", new byte[8])));

    [Fact]
    public void Rejects_two_pickles() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", Pickle), ("b/data.pkl", Pickle)));

    [Fact]
    public void Rejects_compressed_weights() =>
        Refused(Archives.Zip(CompressionLevel.SmallestSize, ("a/data.pkl", Pickle), ("a/data/0", new byte[24]), ("a/data/1", new byte[8])));

    [Fact]
    public void Rejects_big_endian_tensors() =>
        Refused(Archives.Zip(CompressionLevel.NoCompression, [("archive/data.pkl", Pickle), ("archive/byteorder", "big"u8.ToArray())]));

    [Fact]
    public void Rejects_a_file_truncated_at_any_position()
    {
        var whole = Archives.Torch(Pickle, Archives.SmallStorages());
        Assert.NotNull(Open(whole));
        for (var length = 0; length < whole.Length; length += 13) Refused(whole[..length]);
    }

    [Fact]
    public void Rejects_too_many_files() =>
        Assert.Throws<CheckpointException>(() => Open(Archives.Torch(Pickle, Archives.SmallStorages()),
            new CheckpointLimits { MaxArchiveEntries = 2 }));

    [Fact]
    public void Rejects_encrypted_files() => Refused(Patched(0x02014b50, 8, 1));

    [Fact]
    public void Rejects_overlapping_files()
    {
        // Points the directory entry of the third file to the offset of the second.
        var bytes = Archives.Zip(CompressionLevel.NoCompression, ("a/data.pkl", Pickle), ("a/data/0", new byte[24]),
            ("a/data/1", new byte[24]));
        var entries = Directory(bytes);
        var second = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(entries[1] + 42));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entries[2] + 42), second);
        Refused(bytes);
    }

    [Fact]
    public void Reads_a_zip64_directory()
    {
        var bytes = Archives.Torch(Pickle, Archives.SmallStorages());
        var end = bytes.Length - 22;
        var (count, length, offset) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(end + 10)),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 12)),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 16)));
        byte[] wide = [.. BitConverter.GetBytes(0x06064b50u), .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8],
            .. BitConverter.GetBytes((long)count), .. BitConverter.GetBytes((long)count),
            .. BitConverter.GetBytes((long)length), .. BitConverter.GetBytes((long)offset), .. BitConverter.GetBytes(0x07064b50u),
                .. new byte[4], .. BitConverter.GetBytes((long)end), 1, 0, 0, 0];
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
    public void Rejects_a_corrupt_directory(int field, int value) => Refused(Patched(0x02014b50, field, value));

    [Fact]
    public void Rejects_the_format_before_zip() =>
        Refused([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);

    [Fact]
    public void A_missing_file_is_reported_without_its_folder()
    {
        using var folder = new TempFolder();
        var exception = Assert.Throws<CheckpointException>(() => TorchFile.Open(folder.Sub("pytorch_model.bin")));
        Assert.DoesNotContain(folder.Path, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A file with a changed 16-bit or 32-bit field in its first directory entry.</summary>
    private static byte[] Patched(uint signature, int field, int value)
    {
        var bytes = Archives.Torch(Pickle, Archives.SmallStorages());
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
        using var file = TorchFile.Open(folder.Write("x.bin", bytes), limits ?? CheckpointLimits.Default);
        return file.Tensors;
    }
}
