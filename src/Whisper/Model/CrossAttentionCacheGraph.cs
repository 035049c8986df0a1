using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Keys and values of the decoder's cross-attention: computed once per window, read at every decoding step.</summary>
/// <remarks>A separate graph, so that a draft decoder can use the hidden states of the main model's encoder.</remarks>
internal sealed class CrossAttentionCacheGraph
{
    private readonly GraphWriter _graph = new();
    private readonly WhisperConfig _config;
    private readonly ComputeProfile _profile;
    private readonly LayerWriter _layers;
    private readonly AttentionWriter _attention;
    private readonly CacheEdges _caches;

    private CrossAttentionCacheGraph(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        (_config, _profile) = (config, profile);
        _layers = new LayerWriter(_graph, weights, profile, config.DModel);
        _attention = new AttentionWriter(_graph, profile.Compute, config.DecoderAttentionHeads, config.DModel);
        _caches = new CacheEdges(_graph, config, profile.Compute);
    }

    /// <summary>
    /// Hidden states [batch, positions, width] to keys and values [batch, heads, positions, head] of each decoder layer; quantized, with
    /// scales, where the profile says so.
    /// </summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile)
        => new CrossAttentionCacheGraph(config, weights, profile).Write();

    private GraphModel Write()
    {
        var hidden = _graph.Input(EncoderGraph.HiddenStates, _profile.Compute, "windows", "positions", _config.DModel);
        for (var layer = 0; layer < _config.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}.encoder_attn";
            Project(hidden, $"{name}.k_proj", areKeys: true, CacheNames.CrossKey(layer), CacheNames.CrossKeyScale(layer));
            Project(hidden, $"{name}.v_proj", areKeys: false, CacheNames.CrossValue(layer), CacheNames.CrossValueScale(layer));
        }

        return _graph.ToModel();
    }

    // All positions of a window at once: limited by arithmetic, like the encoder.
    private void Project(Edge hidden, string weight, bool areKeys, string output, string scales)
    {
        var projected = _layers.Projection(hidden, weight, _profile.Encoder);
        if (_profile.QuantizesCaches)
            _caches.QuantizedCrossAttentionOutput(
                _graph.QuantizeCrossAttentionCache(
                    projected, _config.DecoderAttentionHeads, areKeys, _config.MaxSourcePositions, output, scales));
        else
            _caches.CrossAttentionOutput(output, _attention.SplitHeads(projected));
    }
}
