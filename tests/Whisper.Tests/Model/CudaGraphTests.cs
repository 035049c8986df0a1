using Speech.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

/// <summary>
/// Properties of the GPU's graphs that can be tested without a GPU. <see cref="CheckpointFormTests"/> runs them on the CPU.
/// </summary>
public class CudaGraphTests
{
    // Operators with CUDA kernels (ONNX Runtime's docs/OperatorKernels.md).
    private static readonly HashSet<string> CudaOperators =
    [
        "Add", "Cast", "Concat", "Conv", "FusedMatMul", "Gather", "GatherND", "Gelu", "Identity", "LayerNormalization", "LessOrEqual",
        "Log", "MatMul", "Max", "Min", "Mul", "MultiHeadAttention", "Pad", "Range", "ReduceMax", "Reshape", "Shape", "Slice", "Softmax",
        "Split", "Squeeze", "Sub", "TensorScatter", "Transpose", "Unsqueeze", "Where",
    ];

    [Fact]
    public void Every_operator_has_a_kernel_for_cuda()
        => Assert.Empty(Graphs(ElementType.Float).SelectMany(GraphReader.Nodes).Select(node => node.Op).Distinct().Except(CudaOperators));

    [Fact]
    public void The_quantized_profile_has_operators_without_a_cuda_kernel()
    {
        // Proves that the test above can fail.
        using var checkpoint = Checkpoint.Open(Folder);
        using var cache = new TemporaryFolder();
        using var weights = WhisperWeights.Open(checkpoint, ComputeProfile.CpuInt8, cache.Path);
        var cross = CrossAttentionCacheGraph.Create(WhisperConfig.Load(Folder), weights, ComputeProfile.CpuInt8);
        Assert.Contains("CrossAttentionCacheQuantizer", GraphReader.Nodes(cross).Select(node => node.Op).Except(CudaOperators));
    }

    [Theory]
    [InlineData(ElementType.Float16, false)]
    [InlineData(ElementType.Float, true)]
    public void Weights_of_16_bits_are_not_cast(ElementType stored, bool isCast)
    {
        var casts = Graphs(stored).SelectMany(GraphReader.Nodes).Where(node => node.Op == "Cast").SelectMany(node => node.Inputs);
        Assert.Equal(isCast, casts.Any(input => input.EndsWith(".weight", StringComparison.Ordinal)));
    }

    private static string Folder => Reference.PathOf("whisper", "tiny-random-v3");

    /// <summary>The encoder, cross-attention cache and decoder graphs for a GPU.</summary>
    private static List<GraphModel> Graphs(ElementType stored)
    {
        var config = WhisperConfig.Load(Folder);
        using var checkpoint = Checkpoint.Open(Folder);
        var weights = new Retyped(new CheckpointWeights(checkpoint), stored);
        var profile = ComputeProfile.CudaFp16;
        return
        [
            EncoderGraph.Create(config, weights, profile),
            CrossAttentionCacheGraph.Create(config, weights, profile),
            DecoderGraph.Create(config, weights, profile, AlignmentHead.Of(config, GenerationConfig.Load(Folder))),
        ];
    }

    /// <summary>The same tensors with another element type: the graphs are not run.</summary>
    private sealed class Retyped(CheckpointWeights weights, ElementType type) : IWeights
    {
        public bool Contains(string name) => weights.Contains(name);
        public bool IsInt8(string name) => weights.IsInt8(name);
        public Weight Get(string name) => weights.Get(name) with { Type = type };
        public Int8Weight GetInt8(string name) => weights.GetInt8(name);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("speech-cache-").FullName;
        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
