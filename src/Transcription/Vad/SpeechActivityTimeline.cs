using Speech.Audio;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Whisper;

namespace Speech.Transcription.Vad;

/// <summary>The speech regions decided so far. The diarization reports them; the transcription waits for them.</summary>
internal sealed class SpeechActivityTimeline : IProgress<SpeechActivityProgress>, ISpeechActivity
{
    private readonly Lock _lock = new();
    private readonly List<SpeechRegion> _speech = [];
    private TaskCompletionSource _changed = NewSignal();
    private double _audioSeconds;
    private double _decidedSeconds;
    private bool _isComplete;

    /// <inheritdoc/>
    public void Report(SpeechActivityProgress value)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _speech.AddRange(value.Speech ?? []);
            (_audioSeconds, _decidedSeconds) = (value.AudioSeconds, Math.Max(_decidedSeconds, value.DecidedSeconds));
            (signal, _changed) = (_changed, NewSignal());
        }

        signal.TrySetResult();
    }

    /// <summary>Ends all waiting: nothing more will be decided, and what is undecided counts as speech.</summary>
    public void Complete()
    {
        lock (_lock) _isComplete = true;
        _changed.TrySetResult();
    }

    /// <summary>Waits until speech is decided up to a time, or the timeline is complete.</summary>
    /// <param name="seconds">From the start of the audio.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitForDecisionAsync(double seconds, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_decidedSeconds >= seconds || _isComplete) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SpeechRegion>> GetSpeechAsync(double start, double end, CancellationToken cancellationToken)
    {
        await WaitForDecisionAsync(end, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _speech.RemoveAll(region => region.End <= start);
            var speech = SpeechRegion.Crop(_speech, start, end);
            // Nothing more will be decided.
            if (_decidedSeconds < end) speech.Add(new(Math.Max(_decidedSeconds, start), end));
            return speech;
        }
    }

    /// <summary>The decided regions without speech that overlap with a time span.</summary>
    /// <param name="start">Start of the span in seconds; not earlier than in the previous call.</param>
    /// <param name="end">End of the span in seconds.</param>
    /// <returns>In order. The end is infinite for the silence after the last speech of audio that has ended; the length is always
    /// finite.</returns>
    public List<SilentRegion> SilencesWithin(double start, double end)
    {
        lock (_lock)
        {
            // Of the regions before the span only the last is needed: the first silence starts at its end.
            var current = _speech.FindIndex(region => region.End > start);
            if (current > 1) _speech.RemoveRange(0, current - 1);
            else if (current < 0 && _speech.Count > 1) _speech.RemoveRange(0, _speech.Count - 1);
            var silences = new List<SilentRegion>();
            var silenceStart = 0.0;
            foreach (var region in _speech)
            {
                AddIfOverlapping(silenceStart, region.Start);
                silenceStart = region.End;
            }

            AddIfOverlapping(silenceStart, _decidedSeconds);
            return silences;

            void AddIfOverlapping(double from, double to)
            {
                if (from < to && from < end && to > start) silences.Add(new(from, to, Math.Min(to, _audioSeconds) - from));
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A region without speech.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Length">Seconds of it that lie within the audio.</param>
internal readonly record struct SilentRegion(double Start, double End, double Length);
