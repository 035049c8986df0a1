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

    /// <summary>[batch, positions, width] to keys and values [batch, heads, positions, head] of each decoder layer, in 8 bits too where the profile has them.</summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile) => new CrossGraph(config, weights, profile).Write();

    private GraphModel Write()
    {
        var hidden = _graph.Input(EncoderGraph.Hidden, _profile.Compute, "batch", _config.MaxSourcePositions, _config.DModel);
        for (var layer = 0; layer < _config.DecoderLayers; layer++)
        {
            var name = $"model.decoder.layers.{layer}.encoder_attn";
            Project(hidden, $"{name}.k_proj", CacheNames.CrossKey(layer), CacheNames.CrossKeyInt8(layer), CacheNames.CrossKeyScale(layer));
            Project(hidden, $"{name}.v_proj", CacheNames.CrossValue(layer), CacheNames.CrossValueInt8(layer), CacheNames.CrossValueScale(layer));
        }

        return _graph.ToModel();
    }

    // Rows of a whole window at once: bound by arithmetic, like the encoder.
    private void Project(Edge hidden, string weight, string output, string rounded, string scales)
    {
        var projected = _attention.Split(_layers.Linear(hidden, weight, _profile.Encoder));
        if (_profile.ListensInInt8) projected = Round(projected, rounded, scales);
        _caches.WriteAudio(output, projected);
    }

    /// <summary>Rounds to 8 bits with one scale a channel. What comes back is rounded too: whoever reads it sees the same numbers as who reads the bytes.</summary>
    private Edge Round(Edge x, string rounded, string scales)
    {
        var largest = _graph.Node("ReduceMax", [_graph.Abs(x), _graph.Integers(2)], ("keepdims", 1));
        var scale = _graph.Max(_graph.Mul(largest, _graph.Scalar(1 / 127f)), _graph.Scalar(1e-12f));
        var steps = _graph.Node("Round", [_graph.Div(x, scale)]);
        _caches.WriteAudioInt8(rounded, _graph.Cast(steps, ElementType.Int8));
        _caches.WriteScales(scales, scale);
        return _graph.Mul(steps, scale);
    }
}
