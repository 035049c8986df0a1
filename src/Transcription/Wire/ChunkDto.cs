using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Parameters;
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

    /// <summary>The language, where it is not that of the whole answer; otherwise null, which omits the member.</summary>
    [JsonPropertyName("language"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>Mean probability of the tokens, 0 to 1; null, which omits the member, unless requested.</summary>
    [JsonPropertyName("confidence"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Confidence { get; init; }

    /// <summary>Mean natural log-probability of the tokens; null, which omits the member, unless requested.</summary>
    [JsonPropertyName("avg_logprob"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AverageLogProbability { get; init; }

    /// <summary>Probability that the window of the chunk contains no speech; null, which omits the member, unless requested.</summary>
    [JsonPropertyName("no_speech_prob"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NoSpeechProbability { get; init; }

    /// <summary>Maps a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="parameters">The parameters of the request: they select the optional members.</param>
    /// <param name="language">The language of the whole answer; null where it is not known yet.</param>
    public static ChunkDto From(Segment segment, InferenceParameters parameters, string? language)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(parameters);
        return new(segment.Text, new(segment.Start, segment.End))
        {
            Words = parameters.Timestamps is TimestampGranularity.Word
                ? segment.Words?.Select(word => WordDto.From(word, parameters.Scores)).ToList() : null,
            Language = segment.Language == language ? null : segment.Language,
            Confidence = parameters.Scores ? Score.Round(segment.Scores?.Confidence) : null,
            AverageLogProbability = parameters.Scores ? Score.Round(segment.Scores?.AverageLogProbability) : null,
            NoSpeechProbability = parameters.Scores ? Score.Round(segment.Scores?.NoSpeechProbability) : null,
        };
    }

    /// <summary>The chunk as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);
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

    /// <summary>Mean probability of the tokens, 0 to 1; null, which omits the member, unless requested.</summary>
    [JsonPropertyName("confidence"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Confidence { get; init; }

    internal static WordDto From(Word word, bool includeScores) => new(word.Text, new(word.Start, word.End))
    {
        Speaker = word.Speaker,
        Confidence = includeScores ? Score.Round(word.Confidence) : null,
    };
}
