using Speech.Diarization.Windows;

namespace Speech.Diarization.Counting;

/// <summary>How many speak at once: for each frame of the audio the mean over the windows that hear it, to the nearest whole number.</summary>
internal static class SpeakerCount
{
    /// <summary>Counts the active speakers.</summary>
    /// <param name="segmentations">Shape (windows, frames of a window).</param>
    /// <param name="grid">Where the frames lie.</param>
    /// <returns>Shape (frames of the audio); 0 where no window lies.</returns>
    public static byte[] Of(Segmentations segmentations, FrameGrid grid)
    {
        var counts = new byte[grid.CountFrames(segmentations.Windows)];
        var (sums, windows) = (new int[counts.Length], new int[counts.Length]);
        for (var window = 0; window < segmentations.Windows; window++)
        {
            var first = grid.FirstFrameOf(window);
            var active = segmentations[window];
            for (var frame = 0; frame < active.Length; frame++)
            {
                sums[first + frame] += Segmentations.SpeakersIn(active[frame]);
                windows[first + frame]++;
            }
        }

        // A half goes to the even neighbour, as in IEEE 754.
        for (var frame = 0; frame < counts.Length; frame++)
            counts[frame] = (byte)Math.Round((double)sums[frame] / Math.Max(windows[frame], 1), MidpointRounding.ToEven);
        return counts;
    }
}
