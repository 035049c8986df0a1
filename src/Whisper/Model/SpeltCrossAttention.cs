using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>Attention to the audio spelt out in plain operators.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="config">Tells the sizes.</param>
/// <param name="compute">Type of the activations.</param>
/// <param name="alignmentHeads">Heads whose attention is wanted.</param>
internal sealed class SpeltCrossAttention(GraphWriter graph, WhisperConfig config, ElementType compute, IReadOnlyList<AlignmentHead> alignmentHeads) : ICrossAttention
{
    private readonly CacheEdges _caches = new(graph, config, compute);
    private readonly Attention _attention = new(graph, compute, config.DecoderAttentionHeads, config.DModel);
    private readonly List<Edge> _listened = [];

    public Edge Listened => graph.Concat([.. _listened], axis: 1);

    public Edge Attend(Edge query, int layer)
    {
        var attended = _attention.Attend(query, _caches.Audio(CacheNames.CrossKey(layer)), _caches.Audio(CacheNames.CrossValue(layer)), Edge.None, out var listened);
        if (AlignmentHead.InLayer(alignmentHeads, layer) is { Length: > 0 } wanted) _listened.Add(graph.Gather(listened, graph.Integers(wanted), axis: 1));
        return attended;
    }
}
