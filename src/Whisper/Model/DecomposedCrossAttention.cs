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
    private readonly CacheEdges _caches = new(graph, config, compute);
    private readonly AttentionWriter _attention = new(graph, compute, config.DecoderAttentionHeads, config.DModel);
    private readonly List<Edge> _weights = [];

    public Edge AttentionWeights => graph.Concat([.. _weights], axis: 1);

    public Edge Attend(Edge query, int layer)
    {
        var keys = _caches.CrossAttentionInput(CacheNames.CrossKey(layer));
        var values = _caches.CrossAttentionInput(CacheNames.CrossValue(layer));
        var output = _attention.Attend(ReshapeLike(query, keys), keys, values, Edge.None, out var weights);
        if (AlignmentHead.InLayer(alignmentHeads, layer) is { Length: > 0 } heads)
            _weights.Add(graph.Gather(weights, graph.Integers(heads), axis: 1));
        return ReshapeLike(output, query);
    }

    /// <summary>
    /// [batch, time, width] with the batch of another tensor. The queries of all sequences of a window attend to its audio as one longer
    /// sequence, [windows, sequences of a window * time, width]: the window's keys and values are read once.
    /// </summary>
    private Edge ReshapeLike(Edge x, Edge like)
        => graph.Node("Reshape", [x, graph.Concat([graph.LengthOf(like, 0), graph.Integers(-1, config.DModel)], axis: 0)]);
}
