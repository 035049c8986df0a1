using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Attention on a CPU that reads the audio's keys and values in 8 bits, by an operator that takes one new token of each of many rows, or many of one row.</summary>
internal sealed class Int8Attention : IDecoderAttention
{
    private readonly GraphWriter _graph;
    private readonly CacheEdges _caches;
    private readonly (string, AttributeValue)[] _heads;
    private readonly long _width, _positions;
    private readonly Edge _lastToken, _used, _firstPosition, _lastPosition;

    /// <param name="graph">The graph being written.</param>
    /// <param name="config">Tells the sizes.</param>
    /// <param name="past">Tokens that each row holds, [batch].</param>
    /// <param name="time">New tokens of a row, a list of one number.</param>
    public Int8Attention(GraphWriter graph, WhisperConfig config, Edge past, Edge time)
    {
        (_graph, _width, _positions, _caches) = (graph, config.DModel, config.MaxSourcePositions, new CacheEdges(graph, config, ElementType.Float));
        _heads = [("num_heads", config.DecoderAttentionHeads), ("kv_num_heads", config.DecoderAttentionHeads)];
        var used = graph.Add(past, time);
        _lastToken = graph.Cast(graph.Sub(used, graph.Integers(1)), ElementType.Int32);
        _used = graph.Cast(graph.Node("ReduceMax", [used], ("keepdims", 0)), ElementType.Int32);
        _firstPosition = graph.Sub(graph.Integers(_positions), time);
        _lastPosition = graph.Node("Expand", [graph.Constant<int>([(int)_positions - 1], 1), graph.LengthOf(past, 0)]);
    }

    public Edge Self(Edge query, Edge key, Edge value, int layer)
    {
        var outputs = _graph.NamedNodes(["", CacheNames.NewKey(layer), CacheNames.NewValue(layer)], "GroupQueryAttention",
            [query, key, value, _caches.Tokens(CacheNames.PastKey(layer)), _caches.Tokens(CacheNames.PastValue(layer)), _lastToken, _used], GraphWriter.Microsoft, _heads);
        _caches.Return(outputs[1]);
        _caches.Return(outputs[2]);
        return outputs[0];
    }

    public Edge Cross(Edge query, int layer)
    {
        Edge keys = _caches.AudioInt8(CacheNames.CrossKeyInt8(layer)), values = _caches.AudioInt8(CacheNames.CrossValueInt8(layer));
        // The scales of the keys go into the query and those of the values into what comes out: the operator knows one scale for all.
        var one = _graph.Constant<float>([1], 1);
        var outputs = _graph.NamedNodes(["", CacheNames.SameKeyInt8(layer), CacheNames.SameValueInt8(layer)], "GroupQueryAttention",
            [
                _graph.Mul(query, Scales(CacheNames.CrossKeyScale(layer))), Last(keys), Last(values), keys, values, _lastPosition, _graph.Scalar((int)_positions),
                Edge.None, Edge.None, Edge.None, Edge.None, Edge.None, one, one,
            ],
            GraphWriter.Microsoft, [.. _heads, ("causal", 0), ("k_quant_type", "PER_TENSOR"), ("v_quant_type", "PER_TENSOR"), ("kv_cache_bit_width", 8)]);
        _caches.ReturnInt8(outputs[1]);
        _caches.ReturnInt8(outputs[2]);
        return _graph.Mul(outputs[0], Scales(CacheNames.CrossValueScale(layer)));
    }

    private Edge Scales(string name) => _graph.Reshape(_caches.Scales(name), 0, 1, _width);

    /// <summary>The operator insists on a new key for each new token: it gets the last ones, and writes them to where they lie already.</summary>
    private Edge Last(Edge cache)
        => _graph.Reshape(_graph.Transpose(_graph.Cast(_graph.Slice(cache, 2, _firstPosition, _graph.Integers(_positions)), ElementType.Float), 0, 2, 1, 3), 0, 0, _width);
}
