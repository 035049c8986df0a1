using Speech.Diarization;
using Speech.Diarization.Annotations;

namespace Speech.Transcription.Speakers;

/// <summary>Looks up the speaker of a time span: O(log n) for n turns that do not overlap; each overlapping turn adds to the
/// cost.</summary>
internal sealed class SpeakerTurnIndex
{
    // Overlaps that differ by less count as equal: times are sums and differences of rounded numbers.
    private const double OverlapTolerance = 1e-9;

    // By start; a stable sort, so that turns with the same start keep their order.
    private readonly SpeakerTurn[] _turns;

    // For each index: which of the turns up to and including it ends last.
    private readonly int[] _latestEnding;

    /// <param name="turns">In any order.</param>
    public SpeakerTurnIndex(IEnumerable<SpeakerTurn> turns)
    {
        _turns = [.. turns.OrderBy(turn => turn.Start)];
        _latestEnding = new int[_turns.Length];
        for (var i = 1; i < _turns.Length; i++)
            _latestEnding[i] = _turns[i].End > _turns[_latestEnding[i - 1]].End ? i : _latestEnding[i - 1];
    }

    /// <summary>The speaker with the largest total overlap; without any overlap the nearest turn's, edge to edge. Ties go to the earlier
    /// turn.</summary>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds; a span with no positive length is an instant, and a turn covers the instants from its start up to, but
    /// not including, its end.</param>
    /// <returns>Null where there are no turns.</returns>
    public string? FindSpeaker(double start, double end)
        => FindByOverlap(start, end) ?? FindCovering(start) ?? FindNearest(start, Math.Max(start, end));

    /// <summary>The turns that overlap with a time span, by start.</summary>
    public IEnumerable<SpeakerTurn> Overlapping(double start, double end)
    {
        // No earlier turn ends after the start.
        for (var i = FirstIndexWhere(index => _turns[_latestEnding[index]].End > start); i < _turns.Length && _turns[i].Start < end; i++)
            if (_turns[i].End > start) yield return _turns[i];
    }

    private string? FindByOverlap(double start, double end)
    {
        var overlaps = new List<(string Speaker, double Seconds)>();
        foreach (var turn in Overlapping(start, end))
        {
            var seconds = Math.Min(end, turn.End) - Math.Max(start, turn.Start);
            if (seconds <= 0) continue;
            var index = overlaps.FindIndex(overlap => overlap.Speaker == turn.Speaker);
            if (index < 0) overlaps.Add((turn.Speaker, seconds));
            else overlaps[index] = (turn.Speaker, overlaps[index].Seconds + seconds);
        }

        (string? speaker, var largest) = (null, 0.0);
        foreach (var overlap in overlaps)
            if (overlap.Seconds > largest + OverlapTolerance) (speaker, largest) = overlap;
        return speaker;
    }

    private string? FindCovering(double instant)
    {
        var first = FirstIndexWhere(index => _turns[_latestEnding[index]].End > instant);
        return first < _turns.Length && _turns[first].Start <= instant ? _turns[first].Speaker : null;
    }

    private string? FindNearest(double start, double end)
    {
        var next = FirstIndexWhere(index => _turns[index].Start > start);
        if (next == 0) return _turns.Length == 0 ? null : _turns[0].Speaker;
        var previous = _turns[_latestEnding[next - 1]];
        return next < _turns.Length && _turns[next].Start - end < start - previous.End ? _turns[next].Speaker : previous.Speaker;
    }

    /// <summary>Binary search for the first index that satisfies a predicate which, once true, stays true for all later indexes.</summary>
    /// <returns>The number of turns where none satisfies it.</returns>
    private int FirstIndexWhere(Func<int, bool> predicate)
    {
        var (low, high) = (0, _turns.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (predicate(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
