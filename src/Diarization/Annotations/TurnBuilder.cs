using Speech.Diarization.Reconstruction;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Annotations;

/// <summary>Makes turns out of frames: a turn begins in the middle of its first frame and ends in the middle of the first frame after it.</summary>
internal static class TurnBuilder
{
    /// <summary>Makes the turns.</summary>
    /// <param name="activity">Shape (frames, speakers).</param>
    /// <param name="grid">Where the frames lie.</param>
    /// <param name="minSilence">Shorter pauses of a speaker are filled, in seconds; 0 for none.</param>
    /// <returns>By start, then end, then cluster.</returns>
    public static List<ClusterTurn> Build(FrameActivity activity, FrameGrid grid, double minSilence)
    {
        var turns = new List<ClusterTurn>();
        for (var speaker = 0; speaker < activity.Speakers; speaker++)
            turns.AddRange(FillPauses(TurnsOf(activity, speaker, grid), minSilence));
        turns.Sort((a, b) => (a.Start, a.End, a.Cluster).CompareTo((b.Start, b.End, b.Cluster)));
        return turns;
    }

    private static IEnumerable<ClusterTurn> TurnsOf(FrameActivity activity, int speaker, FrameGrid grid)
    {
        var first = -1;
        for (var frame = 0; frame < activity.Frames; frame++)
        {
            var isActive = activity[frame][speaker] != 0;
            if (isActive && first < 0) first = frame;
            if (isActive || first < 0) continue;
            yield return new(grid.MiddleOf(first), grid.MiddleOf(frame), speaker);
            first = -1;
        }

        // No frame follows: the last one ends it, and a turn of the last one alone has no length.
        if (first >= 0 && first < activity.Frames - 1) yield return new(grid.MiddleOf(first), grid.MiddleOf(activity.Frames - 1), speaker);
    }

    private static IEnumerable<ClusterTurn> FillPauses(IEnumerable<ClusterTurn> turns, double minSilence)
    {
        ClusterTurn? open = null;
        foreach (var turn in turns)
        {
            if (open is { } before && turn.Start - before.End < minSilence)
            {
                open = before with { End = turn.End };
                continue;
            }

            if (open is { } complete) yield return complete;
            open = turn;
        }

        if (open is { } last) yield return last;
    }
}
