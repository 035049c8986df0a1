using System.Globalization;
using Speech.Functions.OpenAI;
using Speech.Transcription.Live;
using Speech.Transcription.Transcripts;

namespace Speech.Functions.Realtime;

/// <summary>Translates what happens to a turn into OpenAI's events about an item.</summary>
internal static class LiveEvents
{
    public static IEnumerable<RealtimeEvent> Translate(
        LiveEvent item, string session, RealtimeSettings settings, Func<Exception, RealtimeError> describe)
    {
        var id = IdOf(item.Turn);
        return item switch
        {
            SpeechStarted started => [new SpeechStartedEvent(id, Milliseconds(started.Seconds))],
            SpeechStopped stopped => [new SpeechStoppedEvent(id, Milliseconds(stopped.Seconds))],
            TurnCommitted committed => [new CommittedEvent(id, committed.Previous is { } previous ? IdOf(previous) : null)],
            InterimText interim =>
            [
                .. Delta(interim.Added),
                .. settings.IncludesInterim ? new[] { new TextInterimEvent(id, 0, interim.Text) } : [],
            ],
            FinalText final => [.. Delta(final.Added), Completed(final.Transcript)],
            LiveMarker { Tag: RealtimeEvent marked } => [marked],
            TurnFailed failed => [new TextFailedEvent(id, 0, describe(failed.Exception))],
            _ => [],
        };

        string IdOf(int turn) => string.Create(CultureInfo.InvariantCulture, $"item_{session[..8]}_{turn}");

        IEnumerable<RealtimeEvent> Delta(string added) => added.Length == 0 ? [] : [new TextDeltaEvent(id, 0, added)];

        TextCompletedEvent Completed(Transcript transcript) => new(
            id, 0, transcript.Text.Trim(),
            settings.IncludesLogprobs ? [.. transcript.Segments.SelectMany(Logprob.Of)] : null,
            Usage.Of(transcript));
    }

    private static int Milliseconds(double seconds) => (int)Math.Round(seconds * 1000);
}
