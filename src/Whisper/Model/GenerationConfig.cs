namespace Speech.Whisper.Model;

/// <summary>How a checkpoint wants to be decoded: <c>generation_config.json</c> under its own names. Old fine-tunes lack fields, or the file.</summary>
internal sealed record GenerationConfig
{
    public bool? IsMultilingual { get; init; }
    public IReadOnlyDictionary<string, int>? LangToId { get; init; }
    public IReadOnlyList<int>? SuppressTokens { get; init; }
    public IReadOnlyList<int>? BeginSuppressTokens { get; init; }
    public double? MaxInitialTimestampIndex { get; init; }
    public double? MaxLength { get; init; }
    public IReadOnlyList<int[]>? AlignmentHeads { get; init; }

    public static GenerationConfig Load(string folder) => ModelJson.Read<GenerationConfig>(folder, "generation_config.json") ?? new GenerationConfig();
}
