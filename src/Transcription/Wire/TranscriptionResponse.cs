using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Wire;

/// <summary>The JSON answer to a request, in the shape and order of the reference handler. Optional members are omitted where they are
/// null.</summary>
/// <param name="Speakers">The text divided by speaker; empty without diarization.</param>
/// <param name="Chunks">The timed text; empty where there is no speech.</param>
public sealed record TranscriptionResponse(
    [property: JsonPropertyName("speakers"), JsonPropertyOrder(0)] IReadOnlyList<SpeakerChunkDto> Speakers,
    [property: JsonPropertyName("chunks"), JsonPropertyOrder(1)] IReadOnlyList<ChunkDto> Chunks)
{
    /// <summary>The texts of the chunks, concatenated; with Whisper's leading space.</summary>
    [JsonPropertyName("text"), JsonPropertyOrder(2)]
    public string Text { get; } = string.Concat(Chunks.Select(chunk => chunk.Text));

    /// <summary>The speaker turns, overlaps included; null unless requested as a list.</summary>
    [JsonPropertyName("turns"), JsonPropertyOrder(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpeakerTurnDto>? Turns { get; init; }

    /// <summary>The speaker turns as the text of an RTTM file; null unless requested as RTTM.</summary>
    [JsonPropertyName("rttm"), JsonPropertyOrder(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rttm { get; init; }

    /// <summary>The mean embedding of each speaker by label, null for a speaker with too little clean speech; null unless
    /// requested.</summary>
    [JsonPropertyName("embeddings"), JsonPropertyOrder(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<float>?>? Embeddings { get; init; }

    /// <summary>Whisper's code of the language that most of the speech is in; null where it is not known.</summary>
    [JsonPropertyName("language"), JsonPropertyOrder(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    /// <summary>The length of the audio in seconds, rounded to 0.01; null where it is not known.</summary>
    [JsonPropertyName("duration"), JsonPropertyOrder(3), JsonConverter(typeof(SecondsConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Duration { get; init; }

    /// <summary>Where the time went; null unless requested.</summary>
    [JsonPropertyName("timings"), JsonPropertyOrder(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimingsDto? Timings { get; init; }

    /// <summary>What a partial answer lacks and why, and which parameters were ignored; null where there is nothing to report.</summary>
    [JsonPropertyName("warning"), JsonPropertyOrder(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>Maps a transcript to the answer.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="parameters">The parameters of the request: they select the optional members.</param>
    public static TranscriptionResponse From(Transcript transcript, InferenceParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        ArgumentNullException.ThrowIfNull(parameters);
        return new(
            [.. transcript.SpeakerSegments.Select(SpeakerChunkDto.From)],
            [.. transcript.Segments.Select(segment => ChunkDto.From(segment, parameters, transcript.Language))])
        {
            Turns = parameters.Turns is TurnFormat.List
                ? transcript.Turns?.Select(SpeakerTurnDto.From).ToList()
                : null,
            Rttm = parameters.Turns is TurnFormat.Rttm && transcript.Turns is not null ? TranscriptFormats.WriteRttm(transcript) : null,
            Embeddings = parameters.Embeddings
                ? transcript.Speakers?.ToDictionary(speaker => speaker.Name, speaker => speaker.Embedding)
                : null,
            Language = transcript.Language,
            Duration = transcript.Duration is { } seconds ? Seconds.Round(seconds) : null,
            Timings = parameters.Timings && transcript.Timings is { } timings ? TimingsDto.From(timings) : null,
            Warning = WarningOf(transcript, parameters),
        };
    }

    private static string? WarningOf(Transcript transcript, InferenceParameters parameters)
    {
        var ignored = parameters.IgnoredNames is { } names ? $"Ignored in generate_kwargs: {names}" : null;
        return Warnings.Join(transcript.Warning, ignored);
    }

    /// <summary>The answer as UTF-8 JSON; only characters that JSON requires to be escaped are escaped.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);
}
