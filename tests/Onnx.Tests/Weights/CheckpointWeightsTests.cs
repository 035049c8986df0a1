using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Graphs;
using Speech.Onnx.Weights;
using Speech.TestSupport;

namespace Speech.Onnx.Tests.Weights;

public sealed class CheckpointWeightsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("speech-weights-");

    [Fact]
    public void A_weight_refers_to_the_bytes_of_the_file()
    {
        using var checkpoint = Write(TensorData.FromFloats("w", TensorType.F32, [2, 1], [1.5f, -2]));
        using var weights = new CheckpointWeights(checkpoint);
        var weight = weights.Get("w");
        Assert.Equal(("w", ElementType.Float, 8L), (weight.Name, weight.Type, weight.Length));
        Assert.Equal([2L, 1], weight.Shape);
        Assert.Equal([1.5f, -2], weights.ReadFloats("w", maxCount: 2));
        Assert.True(weights.Contains("w"));
    }

    [Fact]
    public void A_prefix_that_the_checkpoint_omits_is_ignored()
    {
        using var checkpoint = Write(TensorData.FromFloats("w", TensorType.F32, [1], [1]));
        using var weights = new CheckpointWeights(checkpoint, "model.");
        Assert.Equal("w", weights.Get("model.w").Name);
        Assert.True(weights.Contains("model.w"));
        Assert.False(weights.Contains("other.w"));
    }

    [Fact]
    public void A_missing_tensor_is_reported_by_name()
    {
        using var checkpoint = Write(TensorData.FromFloats("w", TensorType.F32, [1], [1]));
        using var weights = new CheckpointWeights(checkpoint);
        var exception = Assert.Throws<WeightException>(() => weights.Get("model.v"));
        Assert.Equal(("model.v", "The checkpoint lacks the tensor 'model.v'."), (exception.Name, exception.Message));
    }

    [Fact]
    public void A_tensor_of_integers_is_rejected()
    {
        using var checkpoint = Write(new TensorData("w", TensorType.I8, [3], new byte[] { 1, 2, 3 }));
        using var weights = new CheckpointWeights(checkpoint);
        Assert.Contains("I8", Assert.Throws<WeightException>(() => weights.Get("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_too_large_is_not_read()
    {
        using var checkpoint = Write(TensorData.FromFloats("w", TensorType.F32, [3], [1, 2, 3]));
        using var weights = new CheckpointWeights(checkpoint);
        var exception = Assert.Throws<WeightException>(() => weights.ReadFloats("w", maxCount: 2));
        Assert.Contains("more than 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantized_matrix_is_found_in_its_own_file()
    {
        using var checkpoint = Write(TensorData.FromFloats("w", TensorType.F32, [1, 16], new float[16]));
        var path = Path.Combine(_folder.FullName, "int8.safetensors");
        var values = new TensorData("w.int8", TensorType.I8, [16, 1], new byte[16]);
        SafetensorsWriter.Write(path, [values, TensorData.FromFloats("w.scales", TensorType.F32, [1], [1])]);
        using var weights = new CheckpointWeights(checkpoint, "", SafetensorsFile.Open(path));
        var matrix = weights.GetInt8("w");
        Assert.Equal((16, ElementType.Int8, ElementType.Float), (matrix.Shape[1], matrix.Values.Type, matrix.Scales.Type));
        Assert.Throws<InvalidOperationException>(() => weights.GetInt8("v"));
    }

    [Fact]
    public void A_matrix_stored_in_8_bits_is_found_in_the_checkpoint()
    {
        using var checkpoint = Write(
            new TensorData("w.int8", TensorType.I8, [3, 2], new byte[6]), TensorData.FromFloats("w.scales", TensorType.F32, [2], [1, 1]));
        using var weights = new CheckpointWeights(checkpoint);
        Assert.True(weights.Contains("w"));
        Assert.True(weights.IsInt8("w"));
        Assert.Equal([2, 3], weights.GetInt8("w").Shape);
    }

    /// <summary>A kernel would read behind the end of such a tensor.</summary>
    [Theory]
    [InlineData(TensorType.U8, new long[] { 16, 3 }, 3)]
    [InlineData(TensorType.I8, new long[] { 48 }, 48)]
    [InlineData(TensorType.I8, new long[] { 3, 2 }, 3)]
    [InlineData(TensorType.I8, new long[] { 1, 1, 16 }, 1)]
    [InlineData(TensorType.I8, new long[] { 3, 2 }, 0)]
    public void A_malformed_8_bit_matrix_is_rejected(TensorType type, long[] shape, int scales)
    {
        var values = new TensorData("w.int8", type, shape, new byte[shape.Aggregate(1, (count, axis) => count * (int)axis)]);
        using var checkpoint = scales == 0
            ? Write(values) : Write(values, TensorData.FromFloats("w.scales", TensorType.F32, [scales], new float[scales]));
        using var weights = new CheckpointWeights(checkpoint);
        Assert.Throws<WeightException>(() => weights.GetInt8("w"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Checkpoint Write(params TensorData[] tensors)
    {
        SafetensorsWriter.Write(Path.Combine(_folder.FullName, "model.safetensors"), tensors);
        return Checkpoint.Open(_folder.FullName);
    }
}
