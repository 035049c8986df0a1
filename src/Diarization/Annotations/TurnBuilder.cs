using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Annotations;

/// <summary>Converts a discrete diarization to turns: from the middle of a turn's first
/// frame to the middle of the first frame after it.</summary>
internal static class TurnBuilder
{
    /// <summary>Builds the turns.</summary>
    /// <param name="diarization">Shape (frames, speakers).</param>
    /// <param name="grid">Maps frames to the time axis.</param>
    /// <param name="minDurationOff">Shorter gaps between turns of one speaker are filled; seconds, 0 for none.</param>
    /// <returns>Sorted by start, end and cluster.</returns>
    public static List<ClusterTurn> Build(DiscreteDiarization diarization, FrameGrid grid, double minDurationOff)
    {
        var turns = new List<ClusterTurn>();
        for (var speaker = 0; speaker < diarization.Speakers; speaker++)
            turns.AddRange(FillGaps(TurnsOf(diarization, speaker, grid), minDurationOff));
        turns.Sort((a, b) => (a.Start, a.End, a.Cluster).CompareTo((b.Start, b.End, b.Cluster)));
        return turns;
    }

    /// <summary>Builds the turns of an exclusive diarization.</summary>
    /// <param name="exclusive">Shape (frames, speakers), at most one speaker in a frame.</param>
    /// <param name="grid">Maps frames to the time axis.</param>
    /// <param name="minDurationOff">Shorter gaps between turns of one speaker are filled, unless a turn of another one is there:
    /// seconds.</param>
    /// <returns>By start, without overlap: the reference fills every gap, and a word that another speaker said in it goes astray.</returns>
    public static List<ClusterTurn> BuildExclusive(DiscreteDiarization exclusive, FrameGrid grid, double minDurationOff)
        => [.. FillGaps(Build(exclusive, grid, minDurationOff: 0), minDurationOff)];

    private static IEnumerable<ClusterTurn> TurnsOf(DiscreteDiarization diarization, int speaker, FrameGrid grid)
    {
        var first = -1;
        for (var frame = 0; frame < diarization.Frames; frame++)
        {
            var isActive = diarization[frame][speaker] != 0;
            if (isActive && first < 0) first = frame;
            if (isActive || first < 0) continue;
            yield return new(grid.MiddleOf(first), grid.MiddleOf(frame), speaker);
            first = -1;
        }

        // A turn that lasts to the end of the audio ends with the last frame; in the last frame alone it would have no duration.
        if (first >= 0 && first < diarization.Frames - 1)
            yield return new(grid.MiddleOf(first), grid.MiddleOf(diarization.Frames - 1), speaker);
    }

    /// <summary>Joins consecutive turns of a speaker.</summary>
    private static IEnumerable<ClusterTurn> FillGaps(IEnumerable<ClusterTurn> turns, double minDurationOff)
    {
        ClusterTurn? current = null;
        foreach (var turn in turns)
        {
            if (current is { } previous && previous.Cluster == turn.Cluster && turn.Start - previous.End < minDurationOff)
            {
                current = previous with { End = turn.End };
                continue;
            }

            if (current is { } complete) yield return complete;
            current = turn;
        }

        if (current is { } last) yield return last;
    }
}
