using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Whisper.Features;

namespace Speech.Whisper.Model;

/// <summary>The encoder: samples in, hidden states out.</summary>
internal static class EncoderGraph
{
    public const string Audio = "audio", Hidden = "hidden";

    /// <summary>[batch, samples] to [batch, positions, width]: log-mel, convolution stem, transformer.</summary>
    public static GraphModel Create(WhisperConfig config, IWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var audio = graph.Input(Audio, ElementType.Float, "batch", config.WindowSamples);
        var mel = LogMelGraph.Write(graph, audio, config.NumMelBins);
        var hidden = Write(graph, mel, config, new LayerWriter(graph, weights, profile, config.DModel), profile);
        graph.Output(Hidden, hidden, profile.Compute, "batch", config.MaxSourcePositions, config.DModel);
        return graph.ToModel();
    }

    /// <summary>[batch, mels, frames] to [batch, positions, width].</summary>
    public static Edge Write(GraphWriter graph, Edge mel, WhisperConfig config, LayerWriter layers, ComputeProfile profile)
    {
        const string encoder = "model.encoder";
        if (profile.Compute != ElementType.Float) mel = graph.Cast(mel, profile.Compute);
        var stem = graph.Gelu(layers.Conv3(mel, $"{encoder}.conv1", stride: 1));
        stem = graph.Gelu(layers.Conv3(stem, $"{encoder}.conv2", stride: 2));
        var x = graph.Add(graph.Transpose(stem, 0, 2, 1), layers.Weight($"{encoder}.embed_positions.weight", config.MaxSourcePositions, config.DModel));

        var attention = new Attention(graph, profile.Compute, config.EncoderAttentionHeads, config.DModel);
        for (var layer = 0; layer < config.EncoderLayers; layer++)
            x = Layer(graph, x, $"{encoder}.layers.{layer}", attention, layers, profile, profile.AttendsInInt8(config.DModel));
        return layers.LayerNorm(x, $"{encoder}.layer_norm");
    }

    private static Edge Layer(GraphWriter graph, Edge x, string name, Attention attention, LayerWriter layers, ComputeProfile profile, bool inInt8)
    {
        var normed = layers.LayerNorm(x, $"{name}.self_attn_layer_norm");
        var (query, key, value) = (Project("q_proj", normed), Project("k_proj", normed), Project("v_proj", normed));
        var attended = inInt8 ? attention.AttendInt8(query, key, value) : attention.AttendFused(query, key, value);
        x = graph.Add(x, Project("out_proj", attended));
        return FeedForward(graph, x, name, layers, profile.Encoder);

        Edge Project(string matrix, Edge from) => layers.Linear(from, $"{name}.self_attn.{matrix}", profile.Encoder);
    }

    /// <summary>The second half of every transformer layer, encoder's and decoder's alike.</summary>
    public static Edge FeedForward(GraphWriter graph, Edge x, string name, LayerWriter layers, LinearKind kind)
    {
        var normed = layers.LayerNorm(x, $"{name}.final_layer_norm");
        var inner = graph.Gelu(layers.Linear(normed, $"{name}.fc1", kind));
        return graph.Add(x, layers.Linear(inner, $"{name}.fc2", kind));
    }
}
