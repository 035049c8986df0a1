using System.Buffers.Binary;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void Reads_what_was_written_for_every_type_and_shape()
    {
        using var folder = new TempFolder();
        long[][] shapes = [[], [1], [0], [7], [3, 0, 2], [2, 3, 4]];
        var written = Enum.GetValues<TensorType>().SelectMany(type => shapes.Select((shape, i) => new TensorData(
            $"{type}.{i}", type, shape, Noise((int)shape.Aggregate((long)type.Size(), (a, b) => a * b), i)))).ToList();
        SafetensorsWriter.Write(folder.Sub("x.safetensors"), written);

        using var file = SafetensorsFile.Open(folder.Sub("x.safetensors"));

        Assert.Equal(written.Select(tensor => tensor.Name).Order(), file.Tensors.Select(tensor => tensor.Name).Order());
        foreach (var tensor in written)
        {
            Assert.True(file.TryGet(tensor.Name, out var entry));
            Assert.Equal(tensor.Type, entry.Type);
            Assert.Equal(tensor.Shape, entry.Shape);
            Assert.Equal(tensor.Bytes.ToArray(), file.ReadBytes(entry, 0, (int)entry.Length));
        }
    }

    [Fact]
    public void Entries_cover_all_data_bytes_of_the_file()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("x.safetensors");
        SafetensorsWriter.Write(path, [new("b", TensorType.U8, [5], Noise(5, 1)), new("a", TensorType.F32, [3], Noise(12, 2))]);
        var bytes = File.ReadAllBytes(path);

        using var file = SafetensorsFile.Open(path);

        var header = 8 + (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal(["b", "a"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(bytes.Length, header + file.Tensors.Sum(tensor => tensor.Length));
        foreach (var tensor in file.Tensors)
            Assert.Equal(bytes.AsSpan((int)tensor.Offset, (int)tensor.Length).ToArray(),
                file.ReadBytes(tensor, 0, (int)tensor.Length));
        Assert.All(file.Tensors, tensor => Assert.Equal(path, tensor.File));
    }

    [Fact]
    public void Rejects_parts_outside_of_the_tensor_and_closed_files()
    {
        using var folder = new TempFolder();
        SafetensorsWriter.Write(folder.Sub("x.safetensors"),
            [new("a", TensorType.U8, [5], new byte[5]), new("b", TensorType.U8, [5], new byte[5])]);
        var file = SafetensorsFile.Open(folder.Sub("x.safetensors"));
        var a = file.Tensors[0];

        Assert.Equal(2, file.ReadBytes(a, 3, 2).Length);
        Assert.Empty(file.ReadBytes(a, 5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(a, 3, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(a, -1, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(a, 0, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(a, long.MaxValue, 1).Length);
        Assert.Throws<ArgumentException>(() => file.ReadBytes(a with { Offset = 0 }, 0, 1).Length);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadBytes(a, 0, 1).Length);
        file.Dispose();
    }

    [Theory]
    [InlineData("tiny-random-v2", TensorType.F32)]
    [InlineData("tiny-random-v3", TensorType.F16)]
    [InlineData("tiny-random-v3-assistant", TensorType.F16)]
    public void Opens_the_reference_checkpoints(string model, TensorType type)
    {
        using var checkpoint = Checkpoint.Open(Reference.PathOf("whisper", model));

        Assert.All(checkpoint.Tensors, tensor => Assert.Equal(type, tensor.Type));
        Assert.Equal([448, 64], checkpoint["model.decoder.embed_positions.weight"].Shape);
        var embedding = checkpoint.ReadFloats("model.decoder.embed_tokens.weight");
        Assert.Equal(checkpoint["model.decoder.embed_tokens.weight"].Count, embedding.Length);
        Assert.All(embedding.AsSpan(0, 64_000).ToArray(), value => Assert.True(float.IsFinite(value)));
        // Encoder positions are sinusoids by construction: position 0 is 0 in the first half and 1 in the second.
        var positions = checkpoint.ReadFloats("model.encoder.embed_positions.weight");
        Assert.Equal(Enumerable.Repeat(0f, 32).Concat(Enumerable.Repeat(1f, 32)), positions.Take(64));
    }

    [Fact]
    public void Opens_every_golden_file()
    {
        var files = Directory.EnumerateFiles(Reference.PathOf(), "*.safetensors", SearchOption.AllDirectories).ToList();

        Assert.NotEmpty(files);
        foreach (var path in files)
        {
            using var file = SafetensorsFile.Open(path);
            Assert.NotEmpty(file.Tensors);
        }
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
