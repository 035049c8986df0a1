using System.IO.Compression;
using System.Runtime.InteropServices;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Numpy;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Tests.Support;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class NumpyArchiveTests
{
    [Fact]
    public void Reads_the_arrays_of_a_PLDA_model()
    {
        var folder = Reference.PathOf("diarization", "checkpoints", "speaker-diarization-community-1", "plda");
        var plda = NumpyArchive.Read(Path.Combine(folder, "plda.npz"));
        var transform = NumpyArchive.Read(Path.Combine(folder, "xvec_transform.npz"));

        Assert.Equal(["mu [128]", "psi [128]", "tr [128, 128]"], plda.Arrays.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(["lda [256, 128]", "mean1 [256]", "mean2 [128]"], transform.Arrays.Select(Describe).Order(StringComparer.Ordinal));
        Assert.All(plda.ReadDoubles("psi", 128), value => Assert.True(value > 0));
        Assert.Throws<CheckpointException>(() => plda.ReadDoubles("psi", 127));
        Assert.Throws<CheckpointException>(() => plda.ReadDoubles("phi", 128));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Reads_stored_and_compressed_archives(CompressionLevel level)
    {
        double[] values = [1, 2, 3, 4, 5, 6];
        var archive = Read(Archives.Zip(level, ("x.npy", Archives.Npy("<f8", "2, 3", MemoryMarshal.AsBytes<double>(values).ToArray())),
            ("readme.txt", [1])));

        Assert.Equal(values, archive.ReadDoubles("x", 2, null));
    }

    [Fact]
    public void Converts_column_major_arrays() =>
        Assert.Equal([1, 4, 2, 5, 3, 6],
            Read(Npz("<f4", "3, 2", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6]).ToArray(), isColumnMajor: true))
            .ReadDoubles("x", 3, 2));

    [Theory]
    [InlineData("|O", "1", 8)]
    [InlineData(">f8", "1", 8)]
    [InlineData("<f8", "2", 8)]
    [InlineData("<f8", "-1", 8)]
    [InlineData("<f8", "4611686018427387904, 4", 0)]
    [InlineData("<f8", "4611686018427387904, 4611686018427387904, 0", 0)]
    [InlineData("<f8", "99999999999999999999", 8)]
    [InlineData("<f8", "__import__('os').system('true')", 8)]
    public void Rejects_other_arrays(string type, string shape, int length) =>
        Assert.Throws<CheckpointException>(() => Read(Npz(type, shape, new byte[length])));

    [Fact]
    public void Rejects_a_decompression_bomb_without_decompressing_it()
    {
        var bomb = Archives.Zip(CompressionLevel.SmallestSize, ("x.npy", Archives.Npy("<f8", "10000000", new byte[80_000_000])));
        Assert.True(bomb.Length < 200_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CheckpointException>(() => Read(bomb));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Rejects_an_array_of_another_length_than_declared()
    {
        var bytes = Archives.Zip(CompressionLevel.SmallestSize, ("x.npy", Archives.Npy("<f8", "100", new byte[800])));
        var length = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(928));
        foreach (var lie in new[] { 927, 929 })
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(length), lie);
            Assert.Throws<CheckpointException>(() => Read(bytes));
        }
    }

    private static string Describe(TensorData array) => $"{array.Name} [{string.Join(", ", array.Shape)}]";

    private static byte[] Npz(string type, string shape, byte[] content, bool isColumnMajor = false) =>
        Archives.Zip(CompressionLevel.NoCompression, ("x.npy", Archives.Npy(type, shape, content, isColumnMajor)));

    private static NumpyArchive Read(byte[] bytes)
    {
        using var folder = new TempFolder();
        return NumpyArchive.Read(folder.Write("x.npz", bytes));
    }
}
