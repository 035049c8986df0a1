using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Self-attention on a CPU by one operator, which takes one new token of each of many rows, or many of one row.</summary>
internal sealed class FusedSelfAttention : ISelfAttention
{
    private readonly GraphWriter _graph;
    private readonly CacheEdges _caches;
    private readonly long _heads;
    private readonly Edge _lastToken, _used;

    /// <param name="graph">The graph being written.</param>
    /// <param name="config">Tells the sizes.</param>
    /// <param name="past">Tokens that each row holds, [batch].</param>
    /// <param name="time">New tokens of a row, a list of one number.</param>
    public FusedSelfAttention(GraphWriter graph, WhisperConfig config, Edge past, Edge time)
    {
        (_graph, _heads, _caches) = (graph, config.DecoderAttentionHeads, new CacheEdges(graph, config, ElementType.Float));
        var used = graph.Add(past, time);
        _lastToken = graph.Cast(graph.Sub(used, graph.Integers(1)), ElementType.Int32);
        _used = graph.Cast(graph.Node("ReduceMax", [used], ("keepdims", 0)), ElementType.Int32);
    }

    public Edge Attend(Edge query, Edge key, Edge value, int layer)
    {
        var outputs = _graph.NamedNodes(["", CacheNames.NewKey(layer), CacheNames.NewValue(layer)], "GroupQueryAttention",
            [query, key, value, _caches.Tokens(CacheNames.PastKey(layer)), _caches.Tokens(CacheNames.PastValue(layer)), _lastToken, _used],
            GraphWriter.Microsoft, ("num_heads", _heads), ("kv_num_heads", _heads));
        _caches.Return(outputs[1]);
        _caches.Return(outputs[2]);
        return outputs[0];
    }
}
