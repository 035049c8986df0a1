using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>Keys and values of the decoder's cross-attention: computed once a window, read at every step.</summary>
/// <remarks>A graph of its own, so that a draft decoder can share the main model's encoder.</remarks>
internal sealed class CrossGraph
{
    private readonly GraphWriter _graph = new();
    private readonly WhisperConfig _config;
    private readonly ComputeProfile _profile;
    private readonly LayerWriter _layers;
    private readonly Attention _attention;
    private readonly CacheEdges _caches;

    private CrossGraph(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        (_config, _profile) = (config, profile);
        _layers = new LayerWriter(_graph, weights, profile, config.DModel);
        _attention = new Attention(_graph, profile.Compute, config.DecoderAttentionHeads, config.DModel);
        _caches = new CacheEdges(_graph, config, profile.Compute);
    }

    /// <summary>[batch, positions, width] to keys and values [batch, heads, positions, head] of each decoder layer; in 8 bits, with scales, where the profile <see cref="ComputeProfile.ListensInInt8"/>.</summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile) => new CrossGraph(config, weights, profile).Write();

    private GraphModel Write()
    {
        var hidden = _graph.Input(EncoderGraph.Hidden, _profile.Compute, "batch", _config.MaxSourcePositions, _config.DModel);
        for (var layer = 0; layer < _config.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}.encoder_attn";
            Project(hidden, $"{name}.k_proj", areKeys: true, CacheNames.CrossKey(layer), CacheNames.CrossKeyScale(layer));
            Project(hidden, $"{name}.v_proj", areKeys: false, CacheNames.CrossValue(layer), CacheNames.CrossValueScale(layer));
        }

        return _graph.ToModel();
    }

    // Rows of a whole window at once: bound by arithmetic, like the encoder.
    private void Project(Edge hidden, string weight, bool areKeys, string output, string scales)
    {
        var projected = _layers.Linear(hidden, weight, _profile.Encoder);
        if (_profile.ListensInInt8) _caches.WriteInt8(_graph.AudioRounding(projected, _config.DecoderAttentionHeads, areKeys, output, scales));
        else _caches.WriteAudio(output, _attention.Split(projected));
    }
}
