using System.Numerics;

namespace Speech.Diarization.Segmentation;

/// <summary>Binarized segmentation of all windows: shape (windows, frames), one byte per frame, in
/// which bit s is set while the window's speaker s is active.</summary>
/// <remarks>Speakers are local to a window: speaker 0 of one window need not be speaker
/// 0 of the next. One hour of audio takes 2 MB; with the activity of a multi-label output, 15 MB.</remarks>
/// <param name="frames">Frames per window.</param>
/// <param name="speakers">Speakers per window, 1 to <see cref="MaxSpeakers"/>.</param>
internal sealed class BinarizedSegmentation(int frames, int speakers)
{
    /// <summary>The maximum number of speakers per window: one bit each in a byte.</summary>
    public const int MaxSpeakers = 8;

    private readonly List<byte[]> _windows = [];
    private readonly List<Half[]?> _activity = [];

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
    /// <param name="activity">Shape (frames, speakers): the activity of each speaker; null if it is 1 for active speakers and 0 for
    /// others. Stored, not copied.</param>
    public void Add(byte[] window, Half[]? activity = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(window.Length, Frames);
        if (activity is not null) ArgumentOutOfRangeException.ThrowIfNotEqual(activity.Length, Frames * Speakers);
        _windows.Add(window);
        _activity.Add(activity);
    }

    /// <summary>The highest activity among some speakers of a window in each frame: 1 or 0 if only active speakers are known.</summary>
    /// <param name="window">Its index.</param>
    /// <param name="speakers">Bit s is set for each of the speakers.</param>
    /// <param name="activity">Shape (frames): receives 0 to 1.</param>
    public void MaxActivity(int window, byte speakers, Span<float> activity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(activity.Length, Frames);
        if (_activity[window] is not { } soft)
        {
            for (var frame = 0; frame < activity.Length; frame++) activity[frame] = (_windows[window][frame] & speakers) != 0 ? 1 : 0;
            return;
        }

        activity.Clear();
        for (var i = 0; i < soft.Length; i++)
        {
            var (frame, speaker) = Math.DivRem(i, Speakers);
            if ((speakers >> speaker & 1) == 1) activity[frame] = Math.Max(activity[frame], (float)soft[i]);
        }
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
