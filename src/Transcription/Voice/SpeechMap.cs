using Speech.Diarization;
using Speech.Diarization.Annotations;

namespace Speech.Transcription.Voice;

/// <summary>Where anybody speaks, as far as that is decided: the diarization writes it, the voice filter waits for it.</summary>
internal sealed class SpeechMap : IProgress<DiarizationProgress>
{
    private readonly Lock _lock = new();
    private readonly List<SpeechRegion> _speech = [];
    private TaskCompletionSource _news = New();
    private double _heard;
    private double _decided;
    private bool _isComplete;

    /// <inheritdoc/>
    public void Report(DiarizationProgress value)
    {
        TaskCompletionSource told;
        lock (_lock)
        {
            _speech.AddRange(value.Speech ?? []);
            (_heard, _decided) = (value.AudioSeconds, Math.Max(_decided, value.DecidedSeconds));
            (told, _news) = (_news, New());
        }

        told.TrySetResult();
    }

    /// <summary>No more will be decided: nobody waits any longer, and what is undecided counts as speech.</summary>
    public void Complete()
    {
        lock (_lock) _isComplete = true;
        _news.TrySetResult();
    }

    /// <summary>Waits until it is decided who speaks up to a moment, or no more will be.</summary>
    public async Task DecidedAsync(double seconds, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (_decided >= seconds || _isComplete) return;
                news = _news.Task;
            }

            await news.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The stretches in which nobody speaks and that reach into a part of the audio, as far as they are decided.</summary>
    /// <param name="start">Where the part starts, in seconds; no earlier than in the call before.</param>
    /// <param name="end">Where it ends, in seconds.</param>
    /// <returns>In order. The end is infinite for what lies behind the last speech of audio that is over; the length never is.</returns>
    public List<SilentStretch> SilencesWithin(double start, double end)
    {
        lock (_lock)
        {
            // All that is left behind is where the last speech before the part ended.
            var past = _speech.FindIndex(region => region.End > start);
            if (past > 1) _speech.RemoveRange(0, past - 1);
            else if (past < 0 && _speech.Count > 1) _speech.RemoveRange(0, _speech.Count - 1);
            var silences = new List<SilentStretch>();
            var from = 0.0;
            foreach (var region in _speech)
            {
                Add(from, region.Start);
                from = region.End;
            }

            Add(from, _decided);
            return silences;

            void Add(double since, double until)
            {
                if (since < until && since < end && until > start) silences.Add(new(since, until, Math.Min(until, _heard) - since));
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Nobody speaks.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Length">In seconds, within the audio.</param>
internal readonly record struct SilentStretch(double Start, double End, double Length);
