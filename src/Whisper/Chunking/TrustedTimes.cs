using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Which of a window's times may bound a chunk: not those that fall into an overlap, nor the last one before it.</summary>
internal readonly struct TrustedTimes
{
    private readonly double _first;
    private readonly int? _last;

    public TrustedTimes(SpecialTokens tokens, IReadOnlyList<int> window, double strideLeft, double strideRight, double length)
    {
        _first = tokens.TimestampBegin + strideLeft / SpecialTokens.TimestampStep;
        if (strideRight == 0) return;
        // Going back from the end: the first time met, and then all that stand in the right overlap.
        for (var i = window.Count - 1; i >= 0; i--)
        {
            if (!tokens.IsTimestamp(window[i])) continue;
            if (_last is not null && tokens.TimestampSeconds(window[i]) < length - strideRight) break;
            _last = window[i];
        }
    }

    /// <summary>Whether the next window will say better.</summary>
    public bool IsBeyond(int time) => time >= _last;

    /// <summary>Whether the window before has said better.</summary>
    public bool IsBefore(int time) => time < _first;
}
