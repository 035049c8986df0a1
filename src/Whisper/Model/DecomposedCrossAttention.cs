using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Cross-attention decomposed into standard operators.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="config">Dimensions of the network.</param>
/// <param name="compute">Element type of the activations.</param>
/// <param name="alignmentHeads">Heads whose attention weights are returned.</param>
internal sealed class DecomposedCrossAttention(
    GraphWriter graph, WhisperConfig config, ElementType compute, IReadOnlyList<AlignmentHead> alignmentHeads) : ICrossAttention
{
    private readonly SequenceFolding _folding = new(graph, config.DModel);
    private readonly CacheEdges _caches = new(graph, config, compute);
    private readonly AttentionWriter _attention = new(graph, compute, config.DecoderAttentionHeads, config.DModel);
    private readonly List<Edge> _weights = [];

    public Edge AttentionWeights => graph.Concat([.. _weights], axis: 1);

    public Edge Attend(Edge query, int layer)
    {
        var keys = _caches.CrossAttentionInput(CacheNames.CrossKey(layer));
        var values = _caches.CrossAttentionInput(CacheNames.CrossValue(layer));
        var output = _attention.Attend(_folding.Fold(query, keys), keys, values, Edge.None, out var weights);
        if (AlignmentHead.InLayer(alignmentHeads, layer) is { Length: > 0 } heads)
            _weights.Add(graph.Gather(weights, graph.Integers(heads), axis: 1));
        return _folding.Unfold(output, query);
    }
}
