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
}

/// <summary>A piece of text, its time and its speaker.</summary>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Timestamp">When it is said.</param>
public sealed record SpeakerText(
    [property: JsonPropertyName("speaker")] string Speaker,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp);
