using System.Text.Json.Serialization;

namespace Speech.Whisper.Model;

/// <summary>The dimensions of a checkpoint: <c>config.json</c> with its own names.</summary>
internal sealed record WhisperConfig
{
    // Ten times those of any checkpoint, and more: a network is written by them before its tensors are compared with them.
    private const int MaxLayers = 1_000, MaxHeads = 1_000, MaxWidth = 100_000, MaxMelBins = 1_000, MaxLength = 1_000_000;

    // Not "init": the generated reader would replace the default of a member that the file lacks.
    public int DModel { get; set; }
    public int EncoderLayers { get; set; }
    public int EncoderAttentionHeads { get; set; }
    public int DecoderLayers { get; set; }
    public int DecoderAttentionHeads { get; set; }
    public int VocabSize { get; set; }
    public int NumMelBins { get; set; } = 80;
    public int MaxSourcePositions { get; set; } = 1500;
    public int MaxTargetPositions { get; set; } = 448;
    public string ActivationFunction { get; set; } = "gelu";
    public bool TieWordEmbeddings { get; set; } = true;
    public IReadOnlyList<int>? SuppressTokens { get; set; }
    public IReadOnlyList<int>? BeginSuppressTokens { get; set; }

    /// <summary>Number of samples of a window: two mel frames make one encoder position.</summary>
    [JsonIgnore]
    public int WindowSamples => MaxSourcePositions * 2 * Features.LogMelGraph.Hop;

    /// <summary>Reads and validates the file.</summary>
    /// <exception cref="WhisperException">The file is missing, cannot be parsed or does not describe a Whisper network.</exception>
    public static WhisperConfig Load(string folder)
    {
        var config = ModelJson.Read<WhisperConfig>(folder, "config.json")
            ?? throw new WhisperException("The model has no config.json: it is not a Whisper checkpoint in the Hub's layout.");
        config.Validate();
        return config;
    }

    private void Validate()
    {
        (string Name, int Value, int Max)[] dimensions =
        [
            ("d_model", DModel, MaxWidth), ("encoder_layers", EncoderLayers, MaxLayers),
            ("encoder_attention_heads", EncoderAttentionHeads, MaxHeads), ("decoder_layers", DecoderLayers, MaxLayers),
            ("decoder_attention_heads", DecoderAttentionHeads, MaxHeads), ("vocab_size", VocabSize, MaxLength),
            ("num_mel_bins", NumMelBins, MaxMelBins), ("max_source_positions", MaxSourcePositions, MaxLength),
            ("max_target_positions", MaxTargetPositions, MaxLength),
        ];
        var invalid = dimensions.Where(dimension => dimension.Value < 1 || dimension.Value > dimension.Max)
            .Select(dimension => dimension.Name).ToList();
        if (invalid.Count > 0)
            throw new WhisperException(
                $"config.json is not that of a Whisper checkpoint: {string.Join(", ", invalid)} missing or out of range.");
        if (DModel % EncoderAttentionHeads != 0 || DModel % DecoderAttentionHeads != 0)
            throw new WhisperException("config.json: d_model is not a multiple of the attention heads.");
        if (ActivationFunction != "gelu")
            throw new WhisperException($"config.json: activation_function '{ActivationFunction}' is not supported; Whisper uses gelu.");
    }
}
