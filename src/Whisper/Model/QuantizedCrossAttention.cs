using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Cross-attention with 8-bit keys and values.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="config">Dimensions of the network.</param>
/// <param name="alignmentHeads">Heads whose attention weights are returned.</param>
internal sealed class QuantizedCrossAttention(
    GraphWriter graph, WhisperConfig config, IReadOnlyList<AlignmentHead> alignmentHeads) : ICrossAttention
{
    private readonly CacheEdges _caches = new(graph, config, ElementType.Float);
    private readonly Edge _returnsAttention = graph.Input(DecoderGraph.ReturnsAttention, ElementType.Int64, 1);
    private readonly Edge _logWeights = graph.Input(
        DecoderGraph.LogWeights, ElementType.Float, "windows", config.MaxSourcePositions);
    private readonly List<Edge> _weights = [];

    public Edge AttentionWeights => graph.Concat([.. _weights], axis: 1);

    public Edge Attend(Edge query, int layer)
    {
        var heads = AlignmentHead.InLayer(alignmentHeads, layer);
        var keys = _caches.QuantizedCrossAttentionInput(CacheNames.CrossKey(layer));
        var values = _caches.QuantizedCrossAttentionInput(CacheNames.CrossValue(layer));
        var keyScales = _caches.ScalesInput(CacheNames.CrossKeyScale(layer));
        var valueScales = _caches.ScalesInput(CacheNames.CrossValueScale(layer));
        var (output, weights) = graph.Int8CrossAttention(
            query, keys, values, keyScales, valueScales, _logWeights, graph.Integers(heads), _returnsAttention);
        if (heads.Length > 0) _weights.Add(weights);
        return output;
    }
}
