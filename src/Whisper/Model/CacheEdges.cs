using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>The decoder's caches as inputs and outputs of graphs, [batch, heads, positions, head].</summary>
internal sealed class CacheEdges(GraphWriter graph, WhisperConfig config, ElementType compute)
{
    /// <summary>Keys or values of the tokens so far, with room for more.</summary>
    public Edge Tokens(string name) => graph.Input(name, compute, Shape("capacity"));

    /// <summary>The same memory with the new tokens in their places.</summary>
    public void Return(Edge cache) => graph.Output(cache, compute, Shape("capacity"));

    /// <summary>Keys or values of the audio.</summary>
    public Edge Audio(string name) => graph.Input(name, compute, Shape(config.MaxSourcePositions));

    /// <summary>The same, where they are computed.</summary>
    public void WriteAudio(string name, Edge cache) => graph.Output(name, cache, compute, Shape(config.MaxSourcePositions));

    /// <summary>Keys or values of the audio, each divided by its channel's scale and rounded.</summary>
    public Edge AudioInt8(string name) => graph.Input(name, ElementType.Int8, Shape(config.MaxSourcePositions));

    /// <summary>The same, where they are computed.</summary>
    public void WriteAudioInt8(string name, Edge cache) => graph.Output(name, cache, ElementType.Int8, Shape(config.MaxSourcePositions));

    /// <summary>The same memory, unchanged.</summary>
    public void ReturnInt8(Edge cache) => graph.Output(cache, ElementType.Int8, Shape(config.MaxSourcePositions));

    /// <summary>Scales of the channels of a row's audio.</summary>
    public Edge Scales(string name) => graph.Input(name, ElementType.Float, Shape(1));

    /// <summary>The same, where they are computed.</summary>
    public void WriteScales(string name, Edge scales) => graph.Output(name, scales, ElementType.Float, Shape(1));

    private Dim[] Shape(Dim positions) => ["batch", config.DecoderAttentionHeads, positions, config.DModel / config.DecoderAttentionHeads];
}
