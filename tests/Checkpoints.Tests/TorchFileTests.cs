using System.Runtime.InteropServices;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Pickle;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Checkpoints.Tests.Support;
using Speech.Checkpoints.Torch;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class TorchFileTests
{
    [Theory]
    [InlineData("segmentation-3.0", 54)]
    [InlineData("segmentation-tiny-legacy", 38)]
    [InlineData("wespeaker-voxceleb-resnet34-LM", 218)]
    public void A_pytorch_file_has_the_same_tensors_as_the_safetensors_file(string name, int count)
    {
        var folder = Reference.PathOf("diarization", "checkpoints", name);
        using var twin = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var file = TorchFile.Open(Path.Combine(folder, "pytorch_model.bin"));

        Assert.Equal(count, file.Tensors.Count);
        Assert.Equal(twin.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal),
            file.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in file.Tensors)
        {
            Assert.True(twin.TryGet(tensor.Name, out var expected));
            Assert.Equal(expected.Type, tensor.Type);
            Assert.Equal(expected.Shape, tensor.Shape);
            Assert.True(twin.ReadBytes(expected, 0, (int)expected.Length).SequenceEqual(file.ReadBytes(tensor, 0, (int)tensor.Length)),
                tensor.Name);
        }
    }

    [Fact]
    public void Entries_locate_the_tensors_in_the_archive()
    {
        var path = Reference.PathOf("diarization", "checkpoints", "segmentation-3.0", "pytorch_model.bin");
        var bytes = File.ReadAllBytes(path);
        using var file = TorchFile.Open(path);

        Assert.All(file.Tensors, tensor => Assert.True(file.ReadBytes(tensor, 0, (int)tensor.Length)
            .SequenceEqual(bytes.AsSpan((int)tensor.Offset, (int)tensor.Length))));
    }

    [Fact]
    public void A_checkpoint_opens_a_pytorch_file()
    {
        using var folder = new TempFolder();
        folder.Write("pytorch_model.bin", Archives.Torch(Archives.SmallPickle(), ("0", Floats(1, 2, 3, 4, 5, 6)), ("1", new byte[8])));

        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(["weight", "bias"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.ReadFloats("weight"));
        Assert.Equal(new float[3], checkpoint.ReadFloats("bias"));
    }

    [Fact]
    public void Objects_of_a_legacy_checkpoint_become_plain_data_or_names()
    {
        using var file = TorchFile.Open(Reference.PathOf("diarization", "checkpoints", "segmentation-tiny-legacy",
            "pytorch_model.bin"));
        var root = Assert.IsType<Dictionary<object, object?>>(file.Data);

        Assert.Equal(1L << 40, root["big_int"]);
        Assert.True(root["neg_int"] is < 0L);
        var specification = Assert.IsType<PickledObject>(Map(root["pyannote.audio"])["specifications"]);
        Assert.Equal("pyannote.audio.core.task.Specifications", specification.Type?.Name);
        Assert.Equal(2L, Map(specification.State)["powerset_max_classes"]);
        Assert.Equal(["speaker#1", "speaker#2", "speaker#3"], Assert.IsType<List<object?>>(Map(specification.State)["classes"]));
        Assert.Equal("__builtin__.getattr", Assert.IsType<PickledObject>(Map(specification.State)["problem"]).Type?.Name);
        Assert.IsType<PickledClass>(Assert.Single(Map(root["callbacks"])).Key);
        Assert.Equal(16L, Map(Map(root["hyper_parameters"])["lstm"])["hidden_size"]);
    }

    [Theory]
    [InlineData("half", TensorType.F16)]
    [InlineData("bf16", TensorType.BF16)]
    [InlineData("i64", TensorType.I64)]
    [InlineData("bool", TensorType.Bool)]
    public void Reads_tensors_of_other_types(string name, TensorType type)
    {
        using var file = TorchFile.Open(Reference.PathOf("diarization", "checkpoints", "segmentation-tiny-legacy",
            "pytorch_model.bin"));
        var tensor = Assert.IsType<TorchTensor>(Map(Map(file.Data)["nested"])[name]);

        Assert.Equal(type, tensor.Type);
        Assert.InRange(tensor.Count, 1, tensor.Storage.Count);
    }

    [Fact]
    public void Several_views_share_a_storage()
    {
        using var folder = new TempFolder();
        var pickle = PickleBytes.Whole(PickleBytes.Map(
            ("row", PickleBytes.Tensor("FloatStorage", "0", 8, 2, [6], [1])),
            ("extra", PickleBytes.Map(("transposed", PickleBytes.Tensor("FloatStorage", "0", 8, 2, [3, 2], [1, 3])),
                ("column", PickleBytes.Tensor("FloatStorage", "0", 8, 1, [4], [2]))))));
        using var file = TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle, ("0", Floats(0, 1, 2, 3, 4, 5, 6, 7)))));
        var extra = Map(Map(file.Data)["extra"]);

        Assert.Equal([2, 3, 4, 5, 6, 7], Floats(file.ReadBytes(Assert.Single(file.Tensors), 0, 24)));
        var transposed = Assert.IsType<TorchTensor>(extra["transposed"]);
        Assert.Equal((2, false), (transposed.Offset, transposed.IsRowMajor));
        Assert.Equal([1, 3], transposed.Strides);
        Assert.Equal([4], Assert.IsType<TorchTensor>(extra["column"]).Shape);
    }

    [Fact]
    public void Rejects_a_weight_that_is_not_in_row_major_order()
    {
        using var folder = new TempFolder();
        var pickle = PickleBytes.Whole(PickleBytes.Map(("w", PickleBytes.Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]))));

        var exception = Assert.Throws<CheckpointException>(() =>
            TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle, ("0", new byte[24])))));

        Assert.Equal("w", exception.Tensor);
    }

    [Fact]
    public void Reads_the_opcodes_of_protocols_4_and_5()
    {
        byte[] pickle = [0x80, 5, 0x95, 30, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, (byte)'(', 0x8c, 1, (byte)'a', 0x94, (byte)'C', 2, 1, 2,
            0x8c, 1, (byte)'s', 0x8f, (byte)'(', (byte)'K', 9, 0x90,
            0x8c, 1, (byte)'c', 0x8c, 1, (byte)'m', 0x8c, 1, (byte)'N', 0x93, (byte)'h', 1, (byte)'h', 1, (byte)'u', (byte)'.'];
        using var folder = new TempFolder();
        using var file = TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle)));

        var root = Map(file.Data);

        // The memo's second value is the string "a", which the last item uses as key and value.
        Assert.Equal("a", root["a"]);
        Assert.Equal([9L], Assert.IsType<List<object?>>(root["s"]));
        Assert.Equal("m.N", Assert.IsType<PickledClass>(root["c"]).Name);
    }

    private static Dictionary<object, object?> Map(object? value) => Assert.IsType<Dictionary<object, object?>>(value);

    private static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
