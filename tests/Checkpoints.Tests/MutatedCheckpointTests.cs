using System.Diagnostics;
using System.IO.Compression;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Numpy;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Tests.Support;
using Speech.Checkpoints.Torch;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

/// <summary>
/// Corrupt and malicious files give tensors or the library's own exception, in bounded time and memory. The seeds are fixed.
/// </summary>
public sealed class MutatedCheckpointTests
{
    // For files of a few kilobytes, including the runtime's own allocations and decompression at the maximum ratio.
    private const long MaxBytes = 8 << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    [Fact]
    public void Mutated_archives_are_rejected_or_read() =>
        AssertRejectedOrRead(1000, 1, Archives.Torch(Archives.SmallPickle(), Archives.SmallStorages()), Mutation.Of, ReadTorch);

    [Fact]
    public void Mutated_pickles_in_valid_archives_are_rejected_or_read() =>
        AssertRejectedOrRead(1000, 2, Archives.SmallPickle(),
            (pickle, random) => Archives.Torch(Mutation.OfPickle(pickle, random), Archives.SmallStorages()), ReadTorch);

    [Fact]
    public void Mutated_arrays_in_valid_archives_are_rejected_or_read() =>
        AssertRejectedOrRead(300, 3, Archives.Npy("<f8", "3, 4", new byte[96]),
            (array, random) => Archives.Zip(CompressionLevel.NoCompression, ("x.npy", Mutation.Of(array, random))), ReadNumpy);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Mutated_npz_archives_are_rejected_or_read(CompressionLevel level) =>
        AssertRejectedOrRead(300, 4, Archives.Zip(level, ("x.npy", Archives.Npy("<f8", "3, 4", new byte[96])),
            ("y.npy", Archives.Npy("<f4", "5", new byte[20], true))), Mutation.Of, ReadNumpy);

    [Fact]
    public void Mutated_safetensors_files_are_rejected_or_read()
    {
        using var folder = new TempFolder();
        SafetensorsWriter.Write(folder.Sub("x"), [TensorData.FromFloats("weight", TensorType.F32, [2, 3], new float[6]),
            TensorData.FromFloats("bias", TensorType.F16, [4], new float[4])]);
        AssertRejectedOrRead(400, 5, File.ReadAllBytes(folder.Sub("x")), Mutation.Of, path =>
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var tensor in file.Tensors) _ = file.ReadBytes(tensor, 0, (int)tensor.Length);
        });
    }

    private static void AssertRejectedOrRead(int count, int seed, byte[] whole, Func<byte[], Random, byte[]> mutate, Action<string> read)
    {
        var random = new Random(seed);
        using var folder = new TempFolder();
        var (survived, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var path = folder.Write("x", mutate(whole, random));
            var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            try
            {
                read(path);
                survived++;
            }
            catch (CheckpointException)
            {
                refused++;
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes,
                $"mutation {i} took {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
            Assert.True(clock.Elapsed < MaxTime, $"mutation {i} took {clock.Elapsed}");
        }
        Assert.True(survived > 0 && refused > count / 4, $"{survived} read, {refused} refused: the mutations are too weak or too strong");
    }

    private static void ReadTorch(string path)
    {
        using var file = TorchFile.Open(path);
        foreach (var tensor in file.Tensors) Assert.Equal(tensor.Length, file.ReadBytes(tensor, 0, (int)tensor.Length).Length);
    }

    private static void ReadNumpy(string path)
    {
        foreach (var array in NumpyArchive.Read(path).Arrays)
            Assert.Equal(array.Bytes.Length, array.Shape.Aggregate((long)array.Type.Size(), (length, size) => checked(length * size)));
    }
}
