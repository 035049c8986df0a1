using System.Runtime.InteropServices;
using Speech.Checkpoints;
using Speech.Checkpoints.Tests.Support;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class TorchFileTests
{
    [Theory]
    [InlineData("segmentation-3.0", 54)]
    [InlineData("segmentation-tiny-legacy", 38)]
    [InlineData("wespeaker-voxceleb-resnet34-LM", 218)]
    public void A_pytorch_file_holds_the_same_tensors_as_its_safetensors_twin(string name, int count)
    {
        var folder = Reference.PathOf("diarization", "checkpoints", name);
        using var twin = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var file = TorchFile.Open(Path.Combine(folder, "pytorch_model.bin"));

        Assert.Equal(count, file.Tensors.Count);
        Assert.Equal(twin.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), file.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in file.Tensors)
        {
            Assert.True(twin.TryGet(tensor.Name, out var expected));
            Assert.Equal(expected.Type, tensor.Type);
            Assert.Equal(expected.Shape, tensor.Shape);
            Assert.True(twin.Bytes(expected, 0, (int)expected.Length).SequenceEqual(file.Bytes(tensor, 0, (int)tensor.Length)), tensor.Name);
        }
    }

    [Fact]
    public void Entries_point_to_the_numbers_in_the_archive_so_that_they_can_be_used_in_place()
    {
        var path = Reference.PathOf("diarization", "checkpoints", "segmentation-3.0", "pytorch_model.bin");
        var bytes = File.ReadAllBytes(path);
        using var file = TorchFile.Open(path);

        Assert.All(file.Tensors, tensor => Assert.True(file.Bytes(tensor, 0, (int)tensor.Length).SequenceEqual(bytes.AsSpan((int)tensor.Offset, (int)tensor.Length))));
    }

    [Fact]
    public void A_checkpoint_opens_what_a_folder_has()
    {
        using var folder = new TempFolder();
        folder.Write("pytorch_model.bin", Archives.Torch(Archives.SmallPickle(), ("0", Floats(1, 2, 3, 4, 5, 6)), ("1", new byte[8])));

        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(["weight", "bias"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.ReadFloats("weight"));
        Assert.Equal(new float[3], checkpoint.ReadFloats("bias"));
    }

    [Fact]
    public void Everything_odd_in_a_legacy_checkpoint_is_plain_data_or_a_name()
    {
        using var file = TorchFile.Open(Reference.PathOf("diarization", "checkpoints", "segmentation-tiny-legacy", "pytorch_model.bin"));
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
    public void Tensors_of_other_types_are_read(string name, TensorType type)
    {
        using var file = TorchFile.Open(Reference.PathOf("diarization", "checkpoints", "segmentation-tiny-legacy", "pytorch_model.bin"));
        var tensor = Assert.IsType<TorchTensor>(Map(Map(file.Data)["nested"])[name]);

        var data = file.Read(name, tensor);

        Assert.Equal(type, data.Type);
        Assert.Equal(tensor.Shape.Aggregate(1L, (count, size) => count * size) * type.Size(), data.Bytes.Length);
        Assert.Contains(data.Bytes.ToArray(), value => value != 0);
    }

    [Fact]
    public void A_transposed_view_is_copied_into_row_major_order_and_a_shared_storage_serves_several_tensors()
    {
        using var folder = new TempFolder();
        var pickle = PickleBytes.Whole(PickleBytes.Map(
            ("row", PickleBytes.Tensor("FloatStorage", "0", 8, 2, [6], [1])),
            ("extra", PickleBytes.Map(("transposed", PickleBytes.Tensor("FloatStorage", "0", 8, 2, [3, 2], [1, 3])), ("column", PickleBytes.Tensor("FloatStorage", "0", 8, 1, [4], [2]))))));
        using var file = TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle, ("0", Floats(0, 1, 2, 3, 4, 5, 6, 7)))));
        var extra = Map(Map(file.Data)["extra"]);

        Assert.Equal([2, 3, 4, 5, 6, 7], Floats(file.Bytes(Assert.Single(file.Tensors), 0, 24)));
        Assert.Equal([2, 5, 3, 6, 4, 7], Floats(file.Read("transposed", Assert.IsType<TorchTensor>(extra["transposed"])).Bytes.Span));
        Assert.Equal([1, 3, 5, 7], Floats(file.Read("column", Assert.IsType<TorchTensor>(extra["column"])).Bytes.Span));
    }

    [Fact]
    public void A_weight_that_is_not_in_row_major_order_is_refused_by_name()
    {
        using var folder = new TempFolder();
        var pickle = PickleBytes.Whole(PickleBytes.Map(("w", PickleBytes.Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]))));

        var e = Assert.Throws<CheckpointException>(() => TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle, ("0", new byte[24])))));

        Assert.Equal("w", e.Tensor);
    }

    [Fact]
    public void Protocols_4_and_5_say_the_same_in_other_steps()
    {
        byte[] pickle = [0x80, 5, 0x95, 30, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, (byte)'(', 0x8c, 1, (byte)'a', 0x94, (byte)'C', 2, 1, 2, 0x8c, 1, (byte)'s', 0x8f, (byte)'(', (byte)'K', 9, 0x90,
            0x8c, 1, (byte)'c', 0x8c, 1, (byte)'m', 0x8c, 1, (byte)'N', 0x93, (byte)'h', 1, (byte)'h', 1, (byte)'u', (byte)'.'];
        using var folder = new TempFolder();
        using var file = TorchFile.Open(folder.Write("x.bin", Archives.Torch(pickle)));

        var root = Map(file.Data);

        // The memo's second value, the text "a", came last as a key with itself for a value.
        Assert.Equal("a", root["a"]);
        Assert.Equal([9L], Assert.IsType<List<object?>>(root["s"]));
        Assert.Equal("m.N", Assert.IsType<PickledClass>(root["c"]).Name);
    }

    private static Dictionary<object, object?> Map(object? value) => Assert.IsType<Dictionary<object, object?>>(value);

    private static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
