using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>The operators of <c>Speech.Kernels</c> as methods of <see cref="GraphWriter"/>.</summary>
internal static class CustomOperators
{
    extension(GraphWriter graph)
    {
        /// <summary>Attention to quantized keys and values: see <see cref="Int8CrossAttention"/>.</summary>
        /// <returns>The attention output and the attention weights of the selected heads.</returns>
        public (Edge Output, Edge Weights) Int8CrossAttention(
            Edge query, Edge keys, Edge values, Edge keyScales, Edge valueScales, Edge logWeights, Edge selectedHeads, Edge returnsWeights)
        {
            var outputs = graph.NamedNodes(["", ""], Kernels.Int8CrossAttention.Name,
                [query, keys, values, keyScales, valueScales, logWeights, selectedHeads, returnsWeights], GraphWriter.CustomDomain);
            return (outputs[0], outputs[1]);
        }

        /// <summary>Causal self-attention with a quantized cache: see <see cref="Kernels.Int8CausalAttention"/>.</summary>
        /// <returns>The attention output, and the cache with the new tokens in an edge of the given name.</returns>
        public (Edge Output, Edge Cache) Int8CausalAttention(Edge query, Edge key, Edge value, Edge cache, Edge past, string updated)
        {
            var outputs = graph.NamedNodes(
                ["", updated], Kernels.Int8CausalAttention.Name, [query, key, value, cache, past], GraphWriter.CustomDomain);
            return (outputs[0], outputs[1]);
        }

        /// <summary>Self-attention with 8-bit products: see <see cref="Kernels.Int8SelfAttention"/>.</summary>
        public Edge Int8SelfAttention(Edge query, Edge key, Edge value, long heads, Edge logWeights) => graph.Nodes(
            Kernels.Int8SelfAttention.Name, 1, [query, key, value, graph.Integers(heads), logWeights], GraphWriter.CustomDomain)[0];

        /// <summary>
        /// Quantizes keys or values, into edges of the given names: see <see cref="Kernels.CrossAttentionCacheQuantizer"/>.
        /// </summary>
        public (Edge Quantized, Edge Scales) QuantizeCrossAttentionCache(
            Edge x, long heads, bool areKeys, long capacity, string quantized, string scales)
        {
            var outputs = graph.NamedNodes([quantized, scales], CrossAttentionCacheQuantizer.Name,
                [x, graph.Integers(heads), graph.Integers(areKeys ? 1 : 0), graph.Integers(capacity)], GraphWriter.CustomDomain);
            return (outputs[0], outputs[1]);
        }
    }
}
