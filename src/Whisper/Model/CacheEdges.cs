using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>
/// The key/value caches as inputs and outputs of graphs, [sequences or windows, heads, positions, head]: several sequences of a window
/// share its cross-attention.
/// </summary>
internal sealed class CacheEdges(GraphWriter graph, WhisperConfig config, ElementType compute)
{
    private long HeadWidth => config.DModel / config.DecoderAttentionHeads;

    /// <summary>Self-attention keys or values of the previous tokens, with capacity for more.</summary>
    public Edge SelfAttentionInput(string name) => graph.Input(name, compute, Shape("batch", "capacity", HeadWidth));

    /// <summary>The same memory after the new tokens have been written.</summary>
    public void SelfAttentionOutput(Edge cache) => graph.Output(cache, compute, Shape("batch", "capacity", HeadWidth));

    /// <summary>Keys and values of the previous tokens in the layout of <see cref="Int8CausalAttention"/>.</summary>
    public Edge QuantizedSelfAttentionInput(string name) => graph.Input(name, ElementType.UInt8, QuantizedSelfAttention);

    /// <summary>The same memory after the new tokens have been written.</summary>
    public void QuantizedSelfAttentionOutput(Edge cache) => graph.Output(cache, ElementType.UInt8, QuantizedSelfAttention);

    /// <summary>Cross-attention keys or values.</summary>
    public Edge CrossAttentionInput(string name) => graph.Input(name, compute, Shape("windows", config.MaxSourcePositions, HeadWidth));

    /// <summary>Cross-attention keys or values, in the graph that computes them.</summary>
    public void CrossAttentionOutput(string name, Edge cache)
        => graph.Output(name, cache, compute, Shape("windows", config.MaxSourcePositions, HeadWidth));

    /// <summary>Quantized cross-attention keys or values, in the layout of <see cref="CrossAttentionCacheQuantizer"/>.</summary>
    public Edge QuantizedCrossAttentionInput(string name) => graph.Input(name, ElementType.Int8, Shape("windows", "length", "panel"));

    /// <summary>Scales of the channels of quantized keys or values.</summary>
    public Edge ScalesInput(string name) => graph.Input(name, ElementType.Float, Shape("windows", 1, HeadWidth));

    /// <summary>Quantized cross-attention keys or values and their scales, in the graph that computes them.</summary>
    public void QuantizedCrossAttentionOutput((Edge Quantized, Edge Scales) cache)
    {
        graph.Output(cache.Quantized, ElementType.Int8, Shape("windows", "length", "panel"));
        graph.Output(cache.Scales, ElementType.Float, Shape("windows", 1, HeadWidth));
    }

    private Dim[] QuantizedSelfAttention => Shape("batch", "capacity", Int8CausalAttention.PositionBytes(HeadWidth));

    private Dim[] Shape(Dim batch, Dim positions, Dim head) => [batch, config.DecoderAttentionHeads, positions, head];
}
