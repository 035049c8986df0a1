using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Speech.Functions.OpenAI;

namespace Speech.Functions.Realtime;

/// <summary>An event for the client.</summary>
/// <param name="Type">Its type.</param>
internal abstract record RealtimeEvent([property: JsonPropertyOrder(-2)] string Type)
{
    /// <summary>Numbers the events of a session.</summary>
    [JsonPropertyOrder(-1)]
    public string? EventId { get; init; }
}

/// <summary>The settings of the session, at first and after each change.</summary>
internal sealed record SessionEvent(string Type, JsonObject Session) : RealtimeEvent(Type);

/// <summary>An event without further members.</summary>
internal sealed record PlainEvent(string Type) : RealtimeEvent(Type);

/// <summary>An event of the client could not be processed, or the session ends.</summary>
internal sealed record ErrorEvent(RealtimeError Error) : RealtimeEvent("error");

/// <summary>What is wrong.</summary>
internal sealed record RealtimeError(string Type, string? Code, string Message, string? Param, string? EventId);

/// <summary>Speech has begun.</summary>
internal sealed record SpeechStartedEvent(string ItemId, int AudioStartMs) : RealtimeEvent("input_audio_buffer.speech_started");

/// <summary>Speech has ended.</summary>
internal sealed record SpeechStoppedEvent(string ItemId, int AudioEndMs) : RealtimeEvent("input_audio_buffer.speech_stopped");

/// <summary>The audio of an item is complete.</summary>
internal sealed record CommittedEvent(string ItemId, string? PreviousItemId) : RealtimeEvent("input_audio_buffer.committed");

/// <summary>Words that are added to the text of an item.</summary>
internal sealed record TextDeltaEvent(string ItemId, int ContentIndex, string Delta)
    : RealtimeEvent("conversation.item.input_audio_transcription.delta");

/// <summary>All of the text of an item so far; only for clients that ask for it, since OpenAI has no such event.</summary>
internal sealed record TextInterimEvent(string ItemId, int ContentIndex, string Transcript)
    : RealtimeEvent("conversation.item.input_audio_transcription.interim");

/// <summary>The text of an item.</summary>
internal sealed record TextCompletedEvent(
    string ItemId, int ContentIndex, string Transcript, IReadOnlyList<Logprob>? Logprobs, Usage? Usage)
    : RealtimeEvent("conversation.item.input_audio_transcription.completed");

/// <summary>An item could not be transcribed.</summary>
internal sealed record TextFailedEvent(string ItemId, int ContentIndex, RealtimeError Error)
    : RealtimeEvent("conversation.item.input_audio_transcription.failed");
