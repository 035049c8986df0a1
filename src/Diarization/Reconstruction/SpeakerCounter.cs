using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Reconstruction;

/// <summary>The instantaneous speaker count: for each frame of the audio, the mean number of
/// active speakers over the windows that contain it, rounded.</summary>
internal static class SpeakerCounter
{
    /// <summary>Counts the active speakers in all frames.</summary>
    /// <param name="segmentation">Shape (windows, frames of a window).</param>
    /// <param name="grid">Maps windows and frames to the time axis.</param>
    /// <returns>Shape (frames of the audio); 0 where there is no window.</returns>
    public static byte[] Count(BinarizedSegmentation segmentation, FrameGrid grid)
        => CountRange(segmentation, grid, 0, grid.CountFrames(segmentation.Windows));

    /// <summary>Counts the active speakers in a range of frames.</summary>
    /// <param name="segmentation">Shape (windows, frames of a window).</param>
    /// <param name="grid">Maps windows and frames to the time axis.</param>
    /// <param name="from">First frame of the range.</param>
    /// <param name="to">End of the range, exclusive.</param>
    /// <returns>Shape (to - from); 0 where there is no window.</returns>
    public static byte[] CountRange(BinarizedSegmentation segmentation, FrameGrid grid, int from, int to)
    {
        var counts = new byte[to - from];
        var sums = new int[counts.Length];
        var windows = grid.CountWindows(segmentation.Windows, segmentation.Frames, from, to);
        for (var window = 0; window < segmentation.Windows; window++)
        {
            var first = grid.FirstFrameOf(window);
            var active = segmentation[window];
            for (var frame = Math.Max(first, from); frame < Math.Min(first + active.Length, to); frame++)
                sums[frame - from] += BinarizedSegmentation.CountSpeakers(active[frame - first]);
        }

        // Halves are rounded to even, as in the reference.
        for (var frame = 0; frame < counts.Length; frame++)
            counts[frame] = (byte)Math.Round((double)sums[frame] / Math.Max(windows[frame], 1), MidpointRounding.ToEven);
        return counts;
    }
}
