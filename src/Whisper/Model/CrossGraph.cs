using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>Keys and values of the decoder's cross-attention: computed once a window, read at every step.</summary>
/// <remarks>A graph of its own, so that a draft decoder can share the main model's encoder.</remarks>
internal static class CrossGraph
{
    /// <summary>[batch, positions, width] to one key and one value [batch, heads, positions, head] per decoder layer.</summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile, config.DModel);
        var attention = new Attention(graph, profile.Compute, config.DecoderAttentionHeads, config.DModel);
        var hidden = graph.Input(EncoderGraph.Hidden, profile.Compute, "batch", config.MaxSourcePositions, config.DModel);
        for (var layer = 0; layer < config.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}.encoder_attn";
            Emit(CacheNames.CrossKey(layer), $"{name}.k_proj");
            Emit(CacheNames.CrossValue(layer), $"{name}.v_proj");
        }

        return graph.ToModel();

        // Rows of a whole window at once: bound by arithmetic, like the encoder.
        void Emit(string output, string weight) => graph.Output(output, attention.Split(layers.Linear(hidden, weight, profile.Encoder)), profile.Compute,
            "batch", config.DecoderAttentionHeads, config.MaxSourcePositions, config.DModel / config.DecoderAttentionHeads);
    }
}
