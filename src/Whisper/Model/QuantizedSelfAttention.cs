using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Self-attention with 8-bit keys and values in the cache, for any number of sequences and new tokens.</summary>
/// <param name="graph">The graph being written.</param>
/// <param name="config">Dimensions of the network.</param>
/// <param name="past">Number of tokens of each sequence in the cache, [batch].</param>
internal sealed class QuantizedSelfAttention(GraphWriter graph, WhisperConfig config, Edge past) : ISelfAttention
{
    private readonly CacheEdges _caches = new(graph, config, ElementType.Float);

    public Edge Attend(Edge query, Edge key, Edge value, int layer)
    {
        var cache = _caches.QuantizedSelfAttentionInput(CacheNames.Past(layer));
        var (output, updated) = graph.Int8CausalAttention(query, key, value, cache, past, CacheNames.New(layer));
        _caches.QuantizedSelfAttentionOutput(updated);
        return output;
    }
}
