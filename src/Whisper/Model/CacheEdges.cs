using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>The decoder's caches as inputs and outputs of graphs, [batch, heads, positions, head].</summary>
internal sealed class CacheEdges(GraphWriter graph, WhisperConfig config, ElementType compute)
{
    private long Head => config.DModel / config.DecoderAttentionHeads;

    /// <summary>Keys or values of the tokens so far, with room for more.</summary>
    public Edge Tokens(string name) => graph.Input(name, compute, Shape("capacity", Head));

    /// <summary>The same memory with the new tokens in their places.</summary>
    public void Return(Edge cache) => graph.Output(cache, compute, Shape("capacity", Head));

    /// <summary>Keys or values of the audio.</summary>
    public Edge Audio(string name) => graph.Input(name, compute, Shape(config.MaxSourcePositions, Head));

    /// <summary>The same, where they are computed.</summary>
    public void WriteAudio(string name, Edge cache) => graph.Output(name, cache, compute, Shape(config.MaxSourcePositions, Head));

    /// <summary>Keys or values of the audio, each divided by its channel's scale and rounded, in the order of the operator that reads them.</summary>
    public Edge AudioInt8(string name) => graph.Input(name, ElementType.Int8, Shape("length", "panel"));

    /// <summary>Scales of the channels of a row's audio.</summary>
    public Edge Scales(string name) => graph.Input(name, ElementType.Float, Shape(1, Head));

    /// <summary>What is rounded, and its scales, where they are computed.</summary>
    public void WriteInt8((Edge Rounded, Edge Scales) cache)
    {
        graph.Output(cache.Rounded, ElementType.Int8, Shape("length", "panel"));
        graph.Output(cache.Scales, ElementType.Float, Shape(1, Head));
    }

    private Dim[] Shape(Dim positions, Dim head) => ["batch", config.DecoderAttentionHeads, positions, head];
}
