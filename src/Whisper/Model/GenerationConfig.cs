using System.Text.Json.Serialization;

namespace Speech.Whisper.Model;

/// <summary>How a checkpoint wants to be decoded: <c>generation_config.json</c> under its own names. Old fine-tunes lack fields, or the file.</summary>
internal sealed record GenerationConfig
{
    public int? DecoderStartTokenId { get; init; }
    [JsonConverter(typeof(OneOrMany))]
    public int? EosTokenId { get; init; }
    public int? NoTimestampsTokenId { get; init; }
    public int? PrevSotTokenId { get; init; }
    public bool? IsMultilingual { get; init; }
    public IReadOnlyDictionary<string, int>? LangToId { get; init; }
    public IReadOnlyDictionary<string, int>? TaskToId { get; init; }
    public IReadOnlyList<int>? SuppressTokens { get; init; }
    public IReadOnlyList<int>? BeginSuppressTokens { get; init; }
    public int? MaxInitialTimestampIndex { get; init; }
    public int? MaxLength { get; init; }
    public IReadOnlyList<int[]>? AlignmentHeads { get; init; }

    public static GenerationConfig Load(string folder) => ModelJson.Read<GenerationConfig>(folder, "generation_config.json") ?? new GenerationConfig();
}
