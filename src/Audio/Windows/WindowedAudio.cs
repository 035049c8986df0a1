namespace Speech.Audio.Windows;

/// <summary>Overlapping windows over one contiguous block of samples.</summary>
/// <param name="Samples">Mono samples; at least <c>(Count - 1) * Step + Length</c>.</param>
/// <param name="Length">Samples per window; at least 1.</param>
/// <param name="Step">Samples from the start of one window to the start of the next; at least 1.</param>
/// <param name="Count">The number of windows.</param>
public readonly record struct WindowedAudio(ReadOnlyMemory<float> Samples, int Length, int Step, int Count)
{
    /// <summary>A single window.</summary>
    /// <param name="window">Its samples.</param>
    public static WindowedAudio Single(ReadOnlyMemory<float> window) => new(window, window.Length, window.Length, 1);

    /// <summary>The samples of one window.</summary>
    /// <param name="window">Its index.</param>
    public ReadOnlyMemory<float> this[int window] => Range(window, window);

    /// <summary>The samples from the start of one window to the end of another.</summary>
    /// <param name="first">Index of the first window.</param>
    /// <param name="last">Index of the last window, inclusive.</param>
    public ReadOnlyMemory<float> Range(int first, int last) => Samples.Slice(first * Step, (last - first) * Step + Length);
}
