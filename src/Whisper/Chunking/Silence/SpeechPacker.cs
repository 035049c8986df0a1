using Speech.Audio;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Packs spans of speech into windows, as they become known: few windows, but no long pause in one.</summary>
/// <param name="options">The lengths.</param>
internal sealed class SpeechPacker(PackingOptions options)
{
    // Not in a window yet; pauses between them are cutting places.
    private readonly List<PackedSpan> _speech = [];
    private double _decided;
    private double _lastEnd;

    /// <summary>Where the audio still to be packed begins: seconds.</summary>
    public double Start => Math.Max(_lastEnd, (_speech.Count > 0 ? _speech[0].Start : _decided) - options.Padding);

    /// <summary>Adds what is known of the audio up to a time.</summary>
    /// <param name="speech">Spans in order, after those added before; the first may continue the last one.</param>
    /// <param name="decided">Everything up to here is known: seconds.</param>
    public void Add(IReadOnlyList<PackedSpan> speech, double decided)
    {
        foreach (var span in speech)
            if (_speech.Count > 0 && span.IsDetected == _speech[^1].IsDetected && span.Start - _speech[^1].End < options.MinPause)
                _speech[^1] = _speech[^1] with { End = span.End };
            else _speech.Add(span);
        _decided = decided;
        RemoveShort(decided);
    }

    /// <summary>Takes the next window.</summary>
    /// <param name="isComplete">Whether all audio has been added.</param>
    /// <param name="findQuietest">The quietest moment between two times, to cut speech without a pause.</param>
    /// <returns>Null if more audio must be known first, or if none is left.</returns>
    public PackedWindow? Next(bool isComplete, Func<double, double, double> findQuietest)
    {
        if (isComplete) RemoveShort(double.PositiveInfinity);
        for (var count = 1; count <= _speech.Count; count++)
        {
            var start = _speech[0].Start;
            if (_speech[count - 1].End - start > options.MaxLength)
                return CountBefore(count) is > 0 and var fitting ? Take(fitting) : Cut(count - 1, findQuietest);
            if (PauseAfter(count - 1) > options.MaxPause) return Take(count);
            if (count == _speech.Count) return isComplete ? Take(count) : null;
            if (_speech[count].IsDetected != _speech[0].IsDetected) return Take(count);
        }

        return null;
    }

    private double PauseAfter(int index) => (index + 1 < _speech.Count ? _speech[index + 1].Start : _decided) - _speech[index].End;

    /// <summary>The number of spans up to the longest pause that reaches into the second half of a window; 0 where there is none.</summary>
    private int CountBefore(int end)
    {
        var (best, middle) = (0, _speech[0].Start + options.MaxLength / 2);
        for (var count = end - 1; count > 0 && _speech[count].Start >= middle; count--)
            if (best == 0 || PauseAfter(count - 1) > PauseAfter(best - 1)) best = count;
        return best;
    }

    /// <summary>Ends a window within a span: at the quietest moment of its last third.</summary>
    private PackedWindow Cut(int index, Func<double, double, double> findQuietest)
    {
        var first = _speech[0].Start;
        var cut = findQuietest(first + options.MaxLength * 2 / 3, first + options.MaxLength);
        var window = WindowOf([.. _speech[..index], _speech[index] with { End = cut }], cut);
        _speech[index] = _speech[index] with { Start = cut };
        _speech.RemoveRange(0, index);
        _lastEnd = cut;
        return window;
    }

    private PackedWindow Take(int count)
    {
        var last = _speech[count - 1].End;
        var window = WindowOf(_speech[..count], last + Math.Min(options.Padding, PauseAfter(count - 1) / 2));
        _speech.RemoveRange(0, count);
        _lastEnd = window.End;
        return window;
    }

    private PackedWindow WindowOf(List<PackedSpan> spans, double end)
        => new(Start, end, spans.ConvertAll(span => new SpeechRegion(span.Start, span.End))) { IsDetected = spans[0].IsDetected };

    /// <summary>Removes short spans that nothing can extend any more.</summary>
    private void RemoveShort(double decided)
        => _speech.RemoveAll(span => span.Length < options.MinSpeech && span.End + options.MinPause <= decided && span.Start > _lastEnd);
}

/// <summary>A window of audio around spans of speech; all times in seconds from the start of the audio.</summary>
/// <param name="Start">Start of the audio, padding included.</param>
/// <param name="End">End of the audio, padding included.</param>
/// <param name="Speech">At least one span.</param>
internal sealed record PackedWindow(double Start, double End, IReadOnlyList<SpeechRegion> Speech)
{
    /// <summary>Whether its speech was detected; if not, it is sound that may be speech.</summary>
    public bool IsDetected { get; init; } = true;
}

/// <summary>A span to be packed.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="IsDetected">Whether speech was detected in it.</param>
internal readonly record struct PackedSpan(double Start, double End, bool IsDetected = true)
{
    /// <summary>Seconds.</summary>
    public double Length => End - Start;
}
