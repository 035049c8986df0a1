namespace Speech.Diarization.Segmentation;

/// <summary>Maps windows and frames to the time axis of the whole audio.</summary>
/// <param name="WindowSeconds">Window length.</param>
/// <param name="StepSeconds">Seconds from the start of one window to the start of the next.</param>
/// <param name="FrameStep">Seconds from the start of one frame to the start of the next.</param>
/// <param name="FrameSeconds">Duration of a frame's receptive field; longer than <paramref name="FrameStep"/>.</param>
/// <remarks>The window step is not a multiple of the frame step: a window's frames are
/// aligned to the nearest frames of the whole audio.</remarks>
internal readonly record struct FrameGrid(double WindowSeconds, double StepSeconds, double FrameStep, double FrameSeconds)
{
    /// <summary>Index, in the whole audio, of a window's first frame.</summary>
    public int FirstFrameOf(int window) => ToFrame(window * StepSeconds);

    /// <summary>The number of frames of the whole audio; slightly more than the last window reaches.</summary>
    /// <param name="windows">The number of windows; at least 1.</param>
    public int CountFrames(int windows) => ToFrame(WindowSeconds + (windows - 1) * StepSeconds) + 1;

    /// <summary>The number of windows that contain each frame of a range, shape (to - from).</summary>
    /// <param name="windows">The number of windows.</param>
    /// <param name="framesPerWindow">Frames of a window.</param>
    /// <param name="from">First frame of the range.</param>
    /// <param name="to">End of the range, exclusive.</param>
    public int[] CountWindows(int windows, int framesPerWindow, int from, int to)
    {
        var counts = new int[to - from];
        for (var window = 0; window < windows; window++)
        {
            var first = FirstFrameOf(window);
            for (var frame = Math.Max(first, from); frame < Math.Min(first + framesPerWindow, to); frame++) counts[frame - from]++;
        }

        return counts;
    }

    /// <summary>The middle of a frame in seconds: where speaker turns begin and end.</summary>
    /// <remarks>Evaluated in the same order as the reference: RTTM with three decimals depends on the rounding.</remarks>
    public double MiddleOf(int frame) => 0.5 * (frame * FrameStep + (frame * FrameStep + FrameSeconds));

    private int ToFrame(double seconds) => (int)Math.Round(seconds / FrameStep, MidpointRounding.ToEven);
}
