using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>Self-attention spelt out in plain operators: for any number of rows and new tokens.</summary>
internal sealed class SpeltSelfAttention : ISelfAttention
{
    private readonly GraphWriter _graph;
    private readonly CacheEdges _caches;
    private readonly Attention _attention;
    private readonly Edge _past, _used, _mask;

    /// <param name="graph">The graph being written.</param>
    /// <param name="config">Tells the sizes.</param>
    /// <param name="compute">Type of the activations.</param>
    /// <param name="past">Tokens that each row holds, [batch].</param>
    /// <param name="positions">Places of the new tokens, [batch, time].</param>
    public SpeltSelfAttention(GraphWriter graph, WhisperConfig config, ElementType compute, Edge past, Edge positions)
    {
        (_graph, _past, _caches) = (graph, past, new CacheEdges(graph, config, compute));
        _attention = new Attention(graph, compute, config.DecoderAttentionHeads, config.DModel);
        _used = graph.Add(graph.Node("ReduceMax", [past], ("keepdims", 1)), graph.LengthOf(positions, 1));
        _mask = CausalMask(positions, compute);
    }

    public Edge Attend(Edge query, Edge key, Edge value, int layer)
        => _attention.Attend(query, Written(CacheNames.PastKey(layer), CacheNames.NewKey(layer), key), Written(CacheNames.PastValue(layer), CacheNames.NewValue(layer), value), _mask);

    /// <summary>Writes the new rows in place behind each row's past, and returns the part of the cache in use.</summary>
    private Edge Written(string pastName, string newName, Edge rows)
    {
        // Named itself: past and new are one buffer, and the scatter happens in place.
        var written = _graph.NamedNode(newName, "TensorScatter", [_caches.Tokens(pastName), _attention.Split(rows), _past], ("axis", 2));
        _caches.Return(written);
        return _graph.Slice(written, 2, _graph.Integers(0), _used);
    }

    /// <summary>0 where a key stands at or before the query, very negative where it does not: [batch, 1, time, used].</summary>
    private Edge CausalMask(Edge positions, ElementType compute)
    {
        var keys = _graph.Unsqueeze(_graph.Range(_used), 0, 1, 2);
        var visible = _graph.Node("LessOrEqual", [keys, _graph.Unsqueeze(positions, 1, 3)]);
        // Within the range of 16-bit floats.
        var mask = _graph.Node("Where", [visible, _graph.Scalar(0f), _graph.Scalar(-60_000f)]);
        return compute == ElementType.Float ? mask : _graph.Cast(mask, compute);
    }
}
