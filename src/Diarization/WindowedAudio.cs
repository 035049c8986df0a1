namespace Speech.Diarization;

/// <summary>Overlapping windows of one stretch of audio, which lies in memory once.</summary>
/// <param name="Samples">Mono samples of the stretch: at least as many as the windows cover.</param>
/// <param name="Length">Samples of a window; at least 1.</param>
/// <param name="Step">Samples from the start of a window to the start of the next; at least 1.</param>
/// <param name="Count">How many windows.</param>
public readonly record struct WindowedAudio(ReadOnlyMemory<float> Samples, int Length, int Step, int Count)
{
    /// <summary>One window alone.</summary>
    public static WindowedAudio Of(ReadOnlyMemory<float> window) => new(window, window.Length, window.Length, 1);

    /// <summary>The samples of a window.</summary>
    public ReadOnlyMemory<float> this[int window] => Between(window, window);

    /// <summary>The samples from the start of a window to the end of another.</summary>
    public ReadOnlyMemory<float> Between(int first, int last) => Samples.Slice(first * Step, (last - first) * Step + Length);
}
