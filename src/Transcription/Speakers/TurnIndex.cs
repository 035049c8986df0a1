namespace Speech.Transcription.Speakers;

/// <summary>Finds the speaker of a stretch of time: in O(log n) among n turns that do not overlap; turns that do cost their number more.</summary>
internal sealed class TurnIndex
{
    // Overlaps that differ by less are equal: times are sums and differences of rounded numbers.
    private const double Tie = 1e-9;

    // By start, as they came among equals.
    private readonly Turn[] _turns;
    // Of each turn: which one, from the first to it, ends last.
    private readonly int[] _latest;

    public TurnIndex(IEnumerable<Turn> turns)
    {
        _turns = [.. turns.OrderBy(turn => turn.Start)];
        _latest = new int[_turns.Length];
        for (var i = 1; i < _turns.Length; i++) _latest[i] = _turns[i].End > _turns[_latest[i - 1]].End ? i : _latest[i - 1];
    }

    /// <summary>Who speaks: who overlaps with the stretch the longest in sum; else who is nearest, from edge to edge. The earlier one among equals.</summary>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds; a stretch that does not end after its start is an instant, which turns cover from their start to before their end.</param>
    /// <returns>Null where there are no turns.</returns>
    public string? SpeakerOf(double start, double end) => Longest(start, end) ?? Covering(start) ?? Nearest(start, Math.Max(start, end));

    /// <summary>The turns that overlap with a stretch, by start.</summary>
    public IEnumerable<Turn> Within(double start, double end)
    {
        // No turn before it ends after the start.
        for (var i = FirstWhere(at => _turns[_latest[at]].End > start); i < _turns.Length && _turns[i].Start < end; i++)
            if (_turns[i].End > start) yield return _turns[i];
    }

    private string? Longest(double start, double end)
    {
        var sums = new List<(string Speaker, double Length)>();
        foreach (var turn in Within(start, end))
        {
            var length = Math.Min(end, turn.End) - Math.Max(start, turn.Start);
            if (length <= 0) continue;
            var at = sums.FindIndex(sum => sum.Speaker == turn.Speaker);
            if (at < 0) sums.Add((turn.Speaker, length));
            else sums[at] = (turn.Speaker, sums[at].Length + length);
        }

        (string? speaker, var longest) = (null, 0.0);
        foreach (var sum in sums)
            if (sum.Length > longest + Tie) (speaker, longest) = sum;
        return speaker;
    }

    private string? Covering(double instant)
    {
        var at = FirstWhere(at => _turns[_latest[at]].End > instant);
        return at < _turns.Length && _turns[at].Start <= instant ? _turns[at].Speaker : null;
    }

    private string? Nearest(double start, double end)
    {
        var next = FirstWhere(at => _turns[at].Start > start);
        if (next == 0) return _turns.Length == 0 ? null : _turns[0].Speaker;
        var before = _turns[_latest[next - 1]];
        return next < _turns.Length && _turns[next].Start - end < start - before.End ? _turns[next].Speaker : before.Speaker;
    }

    /// <summary>The first turn of which something is true that is true of all turns behind it.</summary>
    private int FirstWhere(Func<int, bool> isTrue)
    {
        var (low, high) = (0, _turns.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isTrue(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
