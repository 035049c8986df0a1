using System.Text.Json.Serialization;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Wire;

/// <summary>The text of one speaker in the JSON answer.</summary>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
/// <param name="Text">The text with Whisper's leading space.</param>
/// <param name="Timestamp">Its start and end.</param>
public sealed record SpeakerChunkDto(
    [property: JsonPropertyName("speaker")] string Speaker,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp)
{
    internal static SpeakerChunkDto From(Segment segment) => new(segment.Speaker!, segment.Text, new(segment.Start, segment.End));
}

/// <summary>A speaker turn in the JSON answer.</summary>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
/// <param name="Timestamp">Its start and end.</param>
public sealed record SpeakerTurnDto(
    [property: JsonPropertyName("speaker")] string Speaker,
    [property: JsonPropertyName("timestamp")] Timestamp Timestamp)
{
    internal static SpeakerTurnDto From(SpeakerTurn turn) => new(turn.Speaker, new(turn.Start, turn.End));
}
