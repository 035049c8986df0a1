using Speech.Audio;

namespace Speech.Transcription.Live;

/// <summary>Finds where turns of speech begin and end, frame by frame, with hysteresis.</summary>
internal sealed class TurnDetector
{
    /// <summary>Shorter speech does not begin a turn, in seconds: clicks.</summary>
    private const double MinSpeechSeconds = 0.1;

    /// <summary>Speech ends this much below the threshold at which it begins.</summary>
    private const double Hysteresis = 0.15;

    private readonly List<SpeechRegion> _spans = [];
    private double? _onset;

    /// <summary>Where the current turn begins, in seconds without padding; null outside turns.</summary>
    public double? TurnStart { get; private set; }

    /// <summary>The end of the speech so far.</summary>
    public double LastSpeech { get; private set; }

    /// <summary>The speech of the current turn, in order.</summary>
    public IReadOnlyList<SpeechRegion> Speech => _spans;

    /// <summary>Adds a frame.</summary>
    /// <param name="probability">Of speech.</param>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds.</param>
    /// <param name="threshold">Above it there is speech.</param>
    public void Add(double probability, double start, double end, double threshold)
    {
        if (probability < (_onset is null ? threshold : Math.Max(threshold - Hysteresis, threshold / 2)))
        {
            _onset = null;
            return;
        }

        _onset ??= start;
        if (end - _onset.Value < MinSpeechSeconds) return;
        TurnStart ??= _onset;
        LastSpeech = end;
        if (_spans.Count > 0 && _spans[^1].End >= _onset) _spans[^1] = _spans[^1] with { End = end };
        else _spans.Add(new(_onset.Value, end));
    }

    /// <summary>Ends the turn; speech that goes on begins the next one.</summary>
    /// <param name="seconds">Its end.</param>
    /// <returns>The speech of the turn.</returns>
    public IReadOnlyList<SpeechRegion> EndTurn(double seconds)
    {
        var ended = SpeechRegion.Crop(_spans, 0, seconds);
        _spans.RemoveAll(span => span.End <= seconds);
        if (_spans.Count > 0) _spans[0] = _spans[0] with { Start = Math.Max(_spans[0].Start, seconds) };
        TurnStart = _spans.Count > 0 ? _spans[0].Start : null;
        if (_onset < seconds) _onset = TurnStart is null ? null : seconds;
        return ended;
    }

    /// <summary>Forgets the turn.</summary>
    public void Clear()
    {
        _spans.Clear();
        (TurnStart, _onset) = (null, null);
    }
}
