using System.Text;
using System.Text.Json.Serialization;
using Speech.Transcription.Transcripts;

namespace Speech.Functions.OpenAI;

/// <summary>The answer <c>json</c>.</summary>
internal sealed record JsonAnswer(string Text, IReadOnlyList<Logprob>? Logprobs, Usage? Usage);

/// <summary>The answer <c>verbose_json</c>.</summary>
internal sealed record VerboseAnswer(
    string Task, string? Language, double Duration, string Text, IReadOnlyList<VerboseSegment>? Segments, IReadOnlyList<VerboseWord>? Words,
    Usage? Usage);

/// <summary>A segment of <c>verbose_json</c>.</summary>
internal sealed record VerboseSegment(
    int Id, int Seek, double Start, double End, string Text, IReadOnlyList<int> Tokens, double Temperature, double AvgLogprob,
    double CompressionRatio, double NoSpeechProb);

/// <summary>A word of <c>verbose_json</c>.</summary>
internal sealed record VerboseWord(string Word, double Start, double End);

/// <summary>The answer <c>diarized_json</c>.</summary>
internal sealed record DiarizedAnswer(string Task, double Duration, string Text, IReadOnlyList<DiarizedSegment> Segments, Usage? Usage);

/// <summary>A segment of <c>diarized_json</c>, which is an event, too.</summary>
internal sealed record DiarizedSegment(string Type, string Id, double Start, double End, string Text, string Speaker);

/// <summary>The length of the audio, in whole seconds.</summary>
internal sealed record Usage(string Type, int Seconds)
{
    public static Usage? Of(Transcript transcript)
        => transcript.Duration is { } seconds ? new("duration", (int)Math.Ceiling(seconds)) : null;
}

/// <summary>A token and its natural log-probability.</summary>
internal sealed record Logprob(string Token, [property: JsonPropertyName("logprob")] double LogProbability, IReadOnlyList<int> Bytes)
{
    public static IEnumerable<Logprob> Of(Segment segment) => (segment.Scores?.Tokens ?? []).Select(token => new Logprob(
        Encoding.UTF8.GetString(token.Bytes.Span), Math.Round(token.LogProbability, 6),
        [.. token.Bytes.ToArray().Select(value => (int)value)]));
}

/// <summary>The event <c>transcript.text.delta</c>.</summary>
internal sealed record DeltaEvent(string Type, string Delta, IReadOnlyList<Logprob>? Logprobs, string SegmentId);

/// <summary>The event <c>transcript.text.done</c>.</summary>
internal sealed record DoneEvent(string Type, string Text, IReadOnlyList<Logprob>? Logprobs, Usage? Usage);
