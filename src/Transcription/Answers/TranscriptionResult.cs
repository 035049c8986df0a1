using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Transcription.Answers;

/// <summary>The answer to a request, in the reference handler's shape and order.</summary>
/// <param name="Speakers">Who said what; empty without a diarization model.</param>
/// <param name="Chunks">The timed text; empty where nobody speaks.</param>
public sealed record TranscriptionResult(
    [property: JsonPropertyName("speakers"), JsonPropertyOrder(0)] IReadOnlyList<SpeakerText> Speakers,
    [property: JsonPropertyName("chunks"), JsonPropertyOrder(1)] IReadOnlyList<TimedText> Chunks)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The texts of the chunks, joined; with Whisper's leading space.</summary>
    [JsonPropertyName("text"), JsonPropertyOrder(2)]
    public string Text { get; } = string.Concat(Chunks.Select(chunk => chunk.Text));

    /// <summary>Who spoke when, overlaps included, where it was asked for. JSON: left out where it was not.</summary>
    [JsonPropertyName("turns"), JsonPropertyOrder(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpeakerStretch>? Turns { get; init; }

    /// <summary>The same as the text of an RTTM file, where that was asked for. JSON: left out where it was not.</summary>
    [JsonPropertyName("rttm"), JsonPropertyOrder(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rttm { get; init; }

    /// <summary>The mean voice of each speaker, where it was asked for; null for one who was never heard well enough. JSON: left out where it was not asked for.</summary>
    [JsonPropertyName("embeddings"), JsonPropertyOrder(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<float>?>? Embeddings { get; init; }

    /// <summary>What is missing from a partial answer, and why. JSON: left out where nothing is.</summary>
    [JsonPropertyName("warning"), JsonPropertyOrder(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>The answer as UTF-8 JSON; letters of every script stay readable.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>A piece of text and its time.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Timestamp">When it is said.</param>
public sealed record TimedText(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp)
{
    /// <summary>The words with times of their own, where they were asked for. JSON: left out where they were not.</summary>
    [JsonPropertyName("words"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TimedText>? Words { get; init; }

    /// <summary>Who says it: of words, where there is a diarization model. JSON: left out where it is not known.</summary>
    [JsonPropertyName("speaker"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Speaker { get; init; }
}

/// <summary>Somebody speaks.</summary>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
/// <param name="Timestamp">When.</param>
public sealed record SpeakerStretch(
    [property: JsonPropertyName("speaker")] string Speaker,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp);

/// <summary>A piece of text, its time and its speaker.</summary>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Timestamp">When it is said.</param>
public sealed record SpeakerText(
    [property: JsonPropertyName("speaker")] string Speaker,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp);
