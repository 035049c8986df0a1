using System.Text.Json.Serialization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Wire;

/// <summary>A segment in the JSON answer; the reference handler calls it a chunk.</summary>
/// <param name="Text">The text with Whisper's leading space.</param>
/// <param name="Timestamp">Its start and end.</param>
public sealed record ChunkDto(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp)
{
    /// <summary>The words with their own times; null, which omits the member, unless requested.</summary>
    [JsonPropertyName("words"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WordDto>? Words { get; init; }

    internal static ChunkDto From(Segment segment, bool includeWords) => new(segment.Text, new(segment.Start, segment.End))
    {
        Words = includeWords ? segment.Words?.Select(WordDto.From).ToList() : null,
    };
}

/// <summary>A word in the JSON answer.</summary>
/// <param name="Text">The text with its leading space.</param>
/// <param name="Timestamp">Its start and end.</param>
public sealed record WordDto(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp)
{
    /// <summary>The label of its speaker; null, which omits the member, without diarization.</summary>
    [JsonPropertyName("speaker"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Speaker { get; init; }

    internal static WordDto From(Word word) => new(word.Text, new(word.Start, word.End)) { Speaker = word.Speaker };
}
