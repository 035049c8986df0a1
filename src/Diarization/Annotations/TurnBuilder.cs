using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Annotations;

/// <summary>Converts a discrete diarization to turns: from the middle of a turn's first
/// frame to the middle of the first frame after it.</summary>
internal static class TurnBuilder
{
    /// <summary>Builds the turns.</summary>
    /// <param name="diarization">The speakers of each frame.</param>
    /// <param name="grid">Maps frames to the time axis.</param>
    /// <param name="minDurationOff">Shorter gaps between turns of one speaker are filled; seconds, 0 for none.</param>
    /// <returns>Sorted by start, end and cluster.</returns>
    public static List<ClusterTurn> Build(DiscreteDiarization diarization, FrameGrid grid, double minDurationOff)
        => [.. TurnsOf(diarization, int.MaxValue, grid)
            .GroupBy(turn => turn.Cluster)
            .SelectMany(turns => FillGaps(turns, minDurationOff))
            .OrderBy(turn => (turn.Start, turn.End, turn.Cluster))];

    /// <summary>Builds the turns of an exclusive diarization: of the most active speaker of each frame.</summary>
    /// <param name="diarization">The speakers of each frame.</param>
    /// <param name="grid">Maps frames to the time axis.</param>
    /// <param name="minDurationOff">Shorter gaps between turns of one speaker are filled, unless a turn of another one is there:
    /// seconds.</param>
    /// <returns>By start, without overlap: the reference fills every gap, and a word that another speaker said in it goes astray.</returns>
    public static List<ClusterTurn> BuildExclusive(DiscreteDiarization diarization, FrameGrid grid, double minDurationOff)
        => [.. FillGaps(TurnsOf(diarization, 1, grid), minDurationOff)];

    /// <summary>The turns of the most active speakers of each frame, by end.</summary>
    private static IEnumerable<ClusterTurn> TurnsOf(DiscreteDiarization diarization, int mostSpeakers, FrameGrid grid)
    {
        // The first frames of the turns that the frame before is in.
        var open = new List<(int Speaker, int First)>();
        // A turn that lasts to the end of the audio ends with the last frame; in the last frame alone it would have no duration.
        var last = diarization.Frames - 1;
        for (var frame = 0; frame <= last; frame++)
        {
            if (frame > 0 && frame < last && SpeakersOf(frame).SequenceEqual(SpeakersOf(frame - 1))) continue;
            foreach (var turn in open)
                if (frame == last || !IsActive(frame, turn.Speaker))
                    yield return new(grid.MiddleOf(turn.First), grid.MiddleOf(frame), turn.Speaker);
            open.RemoveAll(turn => !IsActive(frame, turn.Speaker));
            foreach (var speaker in SpeakersOf(frame))
                if (!open.Exists(turn => turn.Speaker == speaker)) open.Add((speaker, frame));
        }

        bool IsActive(int frame, int speaker) => SpeakersOf(frame).Contains(speaker);

        ReadOnlySpan<int> SpeakersOf(int frame) => diarization[frame] is var all && all.Length > mostSpeakers ? all[..mostSpeakers] : all;
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
