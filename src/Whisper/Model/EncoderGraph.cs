using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;
using Speech.Whisper.Features;

namespace Speech.Whisper.Model;

/// <summary>The encoder: samples in, hidden states out.</summary>
internal static class EncoderGraph
{
    public const string Audio = "audio", HiddenStates = "hidden_states";
    public const string Positions = "positions", Features = "features", LogWeights = "log_weights";

    private const string Prefix = "model.encoder";

    /// <summary>[batch, samples] to [batch, positions, width]: log-mel spectrogram, convolutions, transformer.</summary>
    /// <remarks>
    /// Where the profile selects positions, the audio may be shorter than a window; <c>positions</c> [count] are those that the transformer
    /// computes, <c>features</c> [count] the indices of their features in the audio, and <c>log_weights</c> [count] the logarithms of the
    /// numbers of positions that they stand for.
    /// </remarks>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        Dim samples = profile.SelectsPositions(config.DModel) ? "samples" : config.WindowSamples;
        var audio = graph.Input(Audio, ElementType.Float, "batch", samples);
        var mel = LogMelGraph.Write(graph, audio, config.NumMelBins);
        var hidden = Write(graph, mel, config, new LayerWriter(graph, weights, profile, config.DModel), profile);
        graph.Output(HiddenStates, hidden, profile.Compute, "batch", "positions", config.DModel);
        return graph.ToModel();
    }

    /// <summary>[batch, mels, frames] to [batch, positions, width].</summary>
    public static Edge Write(GraphWriter graph, Edge mel, WhisperConfig config, LayerWriter layers, ComputeProfile profile)
    {
        if (profile.Compute != ElementType.Float) mel = graph.Cast(mel, profile.Compute);
        var x = graph.Gelu(layers.Conv1d(mel, $"{Prefix}.conv1", stride: 1, padding: 1, kernel: 3));
        x = graph.Gelu(layers.Conv1d(x, $"{Prefix}.conv2", stride: 2, padding: 1, kernel: 3));
        var positions = layers.Weight($"{Prefix}.embed_positions.weight", config.MaxSourcePositions, config.DModel);
        x = graph.Transpose(x, 0, 2, 1);
        var logWeights = Edge.None;
        if (profile.SelectsPositions(layers.Width))
        {
            x = graph.Gather(x, graph.Input(Features, ElementType.Int64, "count"), axis: 1);
            positions = graph.Gather(positions, graph.Input(Positions, ElementType.Int64, "count"));
            logWeights = graph.Input(LogWeights, ElementType.Float, "count");
        }

        x = graph.Add(x, positions);

        var attention = new AttentionWriter(graph, profile.Compute, config.EncoderAttentionHeads, config.DModel);
        for (var layer = 0; layer < config.EncoderLayers; layer++)
            x = Layer(graph, x, $"{Prefix}.layers.{layer}", attention, logWeights, layers, profile);
        return layers.LayerNorm(x, $"{Prefix}.layer_norm");
    }

    private static Edge Layer(
        GraphWriter graph, Edge x, string name, AttentionWriter attention, Edge logWeights, LayerWriter layers, ComputeProfile profile)
    {
        var normed = layers.LayerNorm(x, $"{name}.self_attn_layer_norm");
        var (query, key, value) = (Project("q_proj", normed), Project("k_proj", normed), Project("v_proj", normed));
        var attended = logWeights != Edge.None
            ? attention.AttendInt8(query, key, value, logWeights) : attention.AttendFused(query, key, value);
        x = Project("out_proj", attended, addend: x);
        return FeedForward(x, name, layers, profile.Encoder);

        Edge Project(string matrix, Edge from, Edge addend = default)
            => layers.Projection(from, $"{name}.self_attn.{matrix}", profile.Encoder, addend);
    }

    /// <summary>The feed-forward half of a transformer layer, of the encoder and the decoder alike.</summary>
    public static Edge FeedForward(Edge x, string name, LayerWriter layers, LinearKind kind)
        => layers.FeedForward(layers.LayerNorm(x, $"{name}.final_layer_norm"), $"{name}.fc1", $"{name}.fc2", kind, addend: x);
}
