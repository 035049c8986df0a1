using Speech.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

/// <summary>What can be told of the GPU's graphs without a GPU. That they compute the same is told by <see cref="CheckpointFormTests"/>, on the CPU.</summary>
public class CudaGraphTests
{
    // ONNX Runtime's list of operators with kernels for CUDA (docs/OperatorKernels.md).
    private static readonly HashSet<string> s_onCuda =
    [
        "Add", "Cast", "Concat", "Conv", "FusedMatMul", "Gather", "GatherND", "Gelu", "Identity", "LayerNormalization", "LessOrEqual", "Log", "MatMul", "Max", "Min",
        "Mul", "MultiHeadAttention", "Pad", "Range", "ReduceMax", "Reshape", "Shape", "Slice", "Softmax", "Split", "Squeeze", "Sub", "TensorScatter", "Transpose",
        "Unsqueeze", "Where",
    ];

    [Fact]
    public void Every_operator_has_a_kernel_for_cuda()
        => Assert.Empty(Graphs(ElementType.Float).SelectMany(GraphReader.Nodes).Select(node => node.Op).Distinct().Except(s_onCuda));

    [Fact]
    public void The_eight_bit_profile_has_operators_that_cuda_lacks()
    {
        // The check above could fail.
        using var checkpoint = Checkpoint.Open(Folder);
        using var side = new TemporarySide();
        using var weights = CheckpointWeights.For(checkpoint, ComputeProfile.CpuInt8, side.Folder);
        var cross = CrossGraph.Create(WhisperConfig.Load(Folder), weights, ComputeProfile.CpuInt8);
        Assert.Contains("AudioRounding", GraphReader.Nodes(cross).Select(node => node.Op).Except(s_onCuda));
    }

    [Theory]
    [InlineData(ElementType.Float16, false)]
    [InlineData(ElementType.Float, true)]
    public void Weights_of_sixteen_bits_go_in_as_they_are(ElementType stored, bool isCast)
    {
        var casts = Graphs(stored).SelectMany(GraphReader.Nodes).Where(node => node.Op == "Cast").SelectMany(node => node.Inputs);
        Assert.Equal(isCast, casts.Any(input => input.EndsWith(".weight", StringComparison.Ordinal)));
    }

    private static string Folder => Reference.PathOf("whisper", "tiny-random-v3");

    /// <summary>Encoder, cross-attention and decoder as they are written for a GPU.</summary>
    private static List<GraphModel> Graphs(ElementType stored)
    {
        var config = WhisperConfig.Load(Folder);
        using var checkpoint = Checkpoint.Open(Folder);
        var weights = new Retyped(new CheckpointWeights(checkpoint), stored);
        var profile = ComputeProfile.CudaFp16;
        return
        [
            EncoderGraph.Create(config, weights, profile), CrossGraph.Create(config, weights, profile),
            DecoderGraph.Create(config, weights, profile, AlignmentHead.Of(config, GenerationConfig.Load(Folder))),
        ];
    }

    /// <summary>The same tensors under another type: graphs are written, not run.</summary>
    private sealed class Retyped(CheckpointWeights weights, ElementType type) : IWeights
    {
        public bool Contains(string name) => weights.Contains(name);
        public Weight Get(string name) => weights.Get(name) with { Type = type };
        public Int8Weight GetInt8(string name) => weights.GetInt8(name);
    }

    private sealed class TemporarySide : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("speech-side-").FullName;
        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
