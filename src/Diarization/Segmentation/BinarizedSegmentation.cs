using System.Numerics;

namespace Speech.Diarization.Segmentation;

/// <summary>Binarized segmentation of all windows: shape (windows, frames), one byte per frame, in
/// which bit s is set while the window's speaker s is active.</summary>
/// <remarks>Speakers are local to a window: speaker 0 of one window need not be speaker
/// 0 of the next. One hour of audio takes 2 MB.</remarks>
/// <param name="frames">Frames per window.</param>
/// <param name="speakers">Speakers per window, 1 to <see cref="MaxSpeakers"/>.</param>
internal sealed class BinarizedSegmentation(int frames, int speakers)
{
    /// <summary>The maximum number of speakers per window: one bit each in a byte.</summary>
    public const int MaxSpeakers = 8;

    private readonly List<byte[]> _windows = [];

    /// <summary>The number of windows so far.</summary>
    public int Windows => _windows.Count;

    /// <summary>Frames per window.</summary>
    public int Frames { get; } = frames;

    /// <summary>Speakers per window.</summary>
    public int Speakers { get; } = speakers is >= 1 and <= MaxSpeakers
        ? speakers
        : throw new ArgumentOutOfRangeException(nameof(speakers), speakers, $"The number of speakers must be 1 to {MaxSpeakers}.");

    /// <summary>The frames of one window.</summary>
    /// <param name="window">Its index.</param>
    public ReadOnlySpan<byte> this[int window] => _windows[window];

    /// <summary>Appends a window.</summary>
    /// <param name="window">Shape (frames); stored, not copied.</param>
    public void Add(byte[] window)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(window.Length, Frames);
        _windows.Add(window);
    }

    /// <summary>Counts the frames of a window in which a speaker is active.</summary>
    public int CountActive(int window, int speaker)
    {
        var count = 0;
        foreach (var frame in _windows[window]) count += (frame >> speaker) & 1;
        return count;
    }

    /// <summary>Counts the frames of a window in which a speaker is the only active one: frames without overlapped speech.</summary>
    public int CountNonOverlapping(int window, int speaker) => _windows[window].AsSpan().Count((byte)(1 << speaker));

    /// <summary>The number of active speakers in a frame.</summary>
    public static int CountSpeakers(byte frame) => BitOperations.PopCount(frame);
}
