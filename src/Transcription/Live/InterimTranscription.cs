using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Speech.Audio;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Live;

/// <summary>Decodes the turn that goes on again and again, in the background: one decoding at a time, and at most one a second.</summary>
/// <param name="transcriber">Decodes.</param>
/// <param name="events">Receives the texts; one that does not fit is dropped.</param>
/// <param name="time">The clock.</param>
internal sealed class InterimTranscription(TurnTranscriber transcriber, ChannelWriter<LiveEvent> events, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>The shortest time from the start of a decoding to the start of the next one.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private CancellationTokenSource? _cancellation;
    private long? _started;

    /// <summary>The last decoding.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a decoding, unless one is running or the last one has started a short while ago.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="take">Copies its audio so far, with its speech.</param>
    public void TryStart(LiveTurn turn, Func<(float[] Samples, IReadOnlyList<SpeechRegion> Speech)> take)
    {
        if (!Running.IsCompleted || (_started is { } last && time.GetElapsedTime(last) < Interval)) return;
        _started = time.GetTimestamp();
        _cancellation?.Dispose();
        _cancellation = new();
        var (samples, speech) = take();
        Running = RunAsync(turn, samples, speech, _cancellation.Token);
    }

    /// <summary>Ends the running decoding: afterwards its turn gets no more interim text.</summary>
    public async Task StopAsync()
    {
        if (_cancellation is null) return;
        await _cancellation.CancelAsync().ConfigureAwait(false);
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cancellation.Dispose();
        (_cancellation, _started) = (null, null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());

    [SuppressMessage("Design", "CA1031", Justification = "The final decoding of the turn reports what is wrong.")]
    private async Task RunAsync(
        LiveTurn turn, float[] samples, IReadOnlyList<SpeechRegion> speech, CancellationToken cancellationToken)
    {
        Transcript? transcript;
        try
        {
            transcript = await transcriber.TranscribeInterimAsync(samples, speech, turn.Settings.Parameters, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception)
        {
            return;
        }

        if (cancellationToken.IsCancellationRequested || transcript?.Text.Trim() is not { Length: > 0 } text) return;
        var added = turn.Stable.Add(text);
        if (!events.TryWrite(new InterimText(turn.Number, text, added))) turn.Stable.Remove(added);
    }
}
