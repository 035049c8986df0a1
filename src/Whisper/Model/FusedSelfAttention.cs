using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>
/// Self-attention with one fused CPU operator: for one new token of each of several sequences, or several of one sequence.
/// </summary>
internal sealed class FusedSelfAttention : ISelfAttention
{
    private readonly GraphWriter _graph;
    private readonly CacheEdges _caches;
    private readonly long _heads;
    private readonly Edge _lastPositions, _maxLength;

    /// <param name="graph">The graph being written.</param>
    /// <param name="config">Dimensions of the network.</param>
    /// <param name="past">Number of tokens of each sequence in the cache, [batch].</param>
    /// <param name="time">Number of new tokens per sequence, [1].</param>
    public FusedSelfAttention(GraphWriter graph, WhisperConfig config, Edge past, Edge time)
    {
        (_graph, _heads, _caches) = (graph, config.DecoderAttentionHeads, new CacheEdges(graph, config, ElementType.Float));
        var lengths = graph.Add(past, time);
        _lastPositions = graph.Cast(graph.Sub(lengths, graph.Integers(1)), ElementType.Int32);
        _maxLength = graph.Cast(graph.Node("ReduceMax", [lengths], ("keepdims", 0)), ElementType.Int32);
    }

    public Edge Attend(Edge query, Edge key, Edge value, int layer)
    {
        var (pastKey, pastValue) = (CacheNames.PastKey(layer), CacheNames.PastValue(layer));
        var outputs = _graph.NamedNodes(["", CacheNames.NewKey(layer), CacheNames.NewValue(layer)], "GroupQueryAttention",
            [query, key, value, _caches.SelfAttentionInput(pastKey), _caches.SelfAttentionInput(pastValue), _lastPositions, _maxLength],
            GraphWriter.MicrosoftDomain, ("num_heads", _heads), ("kv_num_heads", _heads));
        _caches.SelfAttentionOutput(outputs[1]);
        _caches.SelfAttentionOutput(outputs[2]);
        return outputs[0];
    }
}
