using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Self-attention decomposed into standard operators, for any number of sequences and new tokens.</summary>
internal sealed class DecomposedSelfAttention : ISelfAttention
{
    // Within the range of 16-bit floats.
    private const float Masked = -60_000f;

    private readonly GraphWriter _graph;
    private readonly CacheEdges _caches;
    private readonly AttentionWriter _attention;
    private readonly Edge _past, _maxLength, _mask;

    /// <param name="graph">The graph being written.</param>
    /// <param name="config">Dimensions of the network.</param>
    /// <param name="compute">Element type of the activations.</param>
    /// <param name="past">Number of tokens of each sequence in the cache, [batch].</param>
    /// <param name="positions">Positions of the new tokens, [batch, time].</param>
    public DecomposedSelfAttention(GraphWriter graph, WhisperConfig config, ElementType compute, Edge past, Edge positions)
    {
        (_graph, _past, _caches) = (graph, past, new CacheEdges(graph, config, compute));
        _attention = new AttentionWriter(graph, compute, config.DecoderAttentionHeads, config.DModel);
        _maxLength = graph.Add(graph.Node("ReduceMax", [past], ("keepdims", 1)), graph.LengthOf(positions, 1));
        _mask = CausalMask(positions, compute);
    }

    public Edge Attend(Edge query, Edge key, Edge value, int layer)
    {
        var keys = Append(CacheNames.PastKey(layer), CacheNames.NewKey(layer), key);
        var values = Append(CacheNames.PastValue(layer), CacheNames.NewValue(layer), value);
        return _attention.Attend(query, keys, values, _mask, out _);
    }

    /// <summary>Writes keys or values of the new tokens behind those of the past, and returns the part of the cache in use.</summary>
    private Edge Append(string pastName, string newName, Edge newTokens)
    {
        // A named output: past and new are the same buffer, and the scatter happens in place.
        var cache = _graph.NamedNode(
            newName, "TensorScatter", [_caches.SelfAttentionInput(pastName), _attention.SplitHeads(newTokens), _past], ("axis", 2));
        _caches.SelfAttentionOutput(cache);
        return _graph.Slice(cache, 2, _graph.Integers(0), _maxLength);
    }

    /// <summary>0 for keys at or before the query's position, otherwise a large negative number: [batch, 1, time, keys].</summary>
    private Edge CausalMask(Edge positions, ElementType compute)
    {
        var keys = _graph.Unsqueeze(_graph.Range(_maxLength), 0, 1, 2);
        var isVisible = _graph.Node("LessOrEqual", [keys, _graph.Unsqueeze(positions, 1, 3)]);
        var mask = _graph.Node("Where", [isVisible, _graph.Scalar(0f), _graph.Scalar(Masked)]);
        return compute == ElementType.Float ? mask : _graph.Cast(mask, compute);
    }
}
