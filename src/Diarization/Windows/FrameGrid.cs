namespace Speech.Diarization.Windows;

/// <summary>Where windows and frames lie on the time axis of the audio.</summary>
/// <param name="WindowSeconds">Length of a window.</param>
/// <param name="StepSeconds">From the start of a window to the start of the next.</param>
/// <param name="FrameStep">Seconds from frame to frame.</param>
/// <param name="FrameSeconds">What one frame of the network hears, in seconds; longer than its step.</param>
/// <remarks>Windows do not begin on whole frames: a window's frames are taken for the nearest ones of the whole audio.</remarks>
internal readonly record struct FrameGrid(double WindowSeconds, double StepSeconds, double FrameStep, double FrameSeconds)
{
    /// <summary>The frame of the audio that a window's first frame is taken for.</summary>
    public int FirstFrameOf(int window) => Nearest(window * StepSeconds);

    /// <summary>Frames of the whole audio; a few more than the last window has.</summary>
    /// <param name="windows">How many windows there are; at least 1.</param>
    public int CountFrames(int windows) => Nearest(WindowSeconds + (windows - 1) * StepSeconds) + 1;

    /// <summary>The middle of a frame in seconds: where turns begin and end.</summary>
    /// <remarks>Rounded as in the reference: texts with three decimals depend on it.</remarks>
    public double MiddleOf(int frame) => 0.5 * (frame * FrameStep + (frame * FrameStep + FrameSeconds));

    private int Nearest(double start) => (int)Math.Round(start / FrameStep, MidpointRounding.ToEven);
}
