using Speech.Diarization.Windows;

namespace Speech.Diarization.Counting;

/// <summary>How many speak at once: for each frame of the audio the mean over the windows that hear it, to the nearest whole number.</summary>
internal static class SpeakerCount
{
    /// <summary>Counts the active speakers.</summary>
    /// <param name="segmentations">Shape (windows, frames of a window).</param>
    /// <param name="grid">Where the frames lie.</param>
    /// <returns>Shape (frames of the audio); 0 where no window lies.</returns>
    public static byte[] Of(Segmentations segmentations, FrameGrid grid) => Within(segmentations, grid, 0, grid.CountFrames(segmentations.Windows));

    /// <summary>Counts the active speakers in some frames.</summary>
    /// <param name="segmentations">Shape (windows, frames of a window).</param>
    /// <param name="grid">Where the frames lie.</param>
    /// <param name="from">The first frame of the audio to count in.</param>
    /// <param name="to">The frame behind the last one.</param>
    /// <returns>Shape (frames from the first to the last); 0 where no window lies.</returns>
    public static byte[] Within(Segmentations segmentations, FrameGrid grid, int from, int to)
    {
        var counts = new byte[to - from];
        var (sums, windows) = (new int[counts.Length], new int[counts.Length]);
        for (var window = 0; window < segmentations.Windows; window++)
        {
            var first = grid.FirstFrameOf(window);
            var active = segmentations[window];
            for (var frame = Math.Max(first, from); frame < Math.Min(first + active.Length, to); frame++)
            {
                sums[frame - from] += Segmentations.SpeakersIn(active[frame - first]);
                windows[frame - from]++;
            }
        }

        // A half goes to the even neighbour, as in IEEE 754.
        for (var frame = 0; frame < counts.Length; frame++)
            counts[frame] = (byte)Math.Round((double)sums[frame] / Math.Max(windows[frame], 1), MidpointRounding.ToEven);
        return counts;
    }
}
