using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;
using Speech.Transcription.Formats;

namespace Speech.Functions.Predict;

/// <summary>The format that the <c>Accept</c> header of a request prefers.</summary>
internal static class AcceptedFormat
{
    private const string EventStreamType = "text/event-stream";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["application/x-subrip"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Srt),
        ["application/srt"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Srt),
        ["text/srt"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Srt),
        ["text/vtt"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Vtt),
        ["text/plain"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Txt),
        ["text/x-rttm"] = TranscriptFormats.ExtensionOf(TranscriptFormat.Rttm),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of <c>response_format</c> for the most preferred content type; of equals the first. Null where that is JSON,
    /// any type, or one that there is no format for: then the answer is JSON.</summary>
    public static string? Find(HttpRequest request) => Prefer(request) is { } type ? Names.GetValueOrDefault(type) : null;

    /// <summary>Whether the most preferred content type is a stream of events.</summary>
    public static bool IsEventStream(HttpRequest request) => Prefer(request) == EventStreamType;

    private static string? Prefer(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)) return null;
        return types.Where(type => (type.Quality ?? 1) > 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType.ToString())
            .FirstOrDefault(type => Names.ContainsKey(type) || type is EventStreamType or "application/json" or "application/*" or "*/*");
    }
}
