namespace Speech.Whisper.Model;

/// <summary>
/// The decoding parameters of a checkpoint: <c>generation_config.json</c> with its own names. Old fine-tunes lack fields, or the file.
/// </summary>
internal sealed record GenerationConfig
{
    public bool? IsMultilingual { get; init; }
    public IReadOnlyDictionary<string, int>? LangToId { get; init; }
    public IReadOnlyList<int>? SuppressTokens { get; init; }
    public IReadOnlyList<int>? BeginSuppressTokens { get; init; }
    public double? MaxInitialTimestampIndex { get; init; }
    public double? MaxLength { get; init; }
    public IReadOnlyList<int[]>? AlignmentHeads { get; init; }

    /// <summary>Reads the file; a missing one gives an empty configuration.</summary>
    /// <exception cref="WhisperException">The file cannot be parsed.</exception>
    public static GenerationConfig Load(string folder)
        => ModelJson.Read<GenerationConfig>(folder, "generation_config.json") ?? new GenerationConfig();
}
