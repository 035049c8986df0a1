using System.Numerics;

namespace Speech.Diarization.Windows;

/// <summary>Who speaks when, window by window: shape (windows, frames), a byte a frame, bit s of it set while the window's speaker s is active.</summary>
/// <remarks>Speakers are local: speaker 0 of a window need not be speaker 0 of the next. An hour of audio takes 2 MB.</remarks>
internal sealed class Segmentations(int frames, int speakers)
{
    /// <summary>Speakers that fit into a byte.</summary>
    public const int MaxSpeakers = 8;

    private readonly List<byte[]> _windows = [];

    /// <summary>Windows so far.</summary>
    public int Windows => _windows.Count;

    /// <summary>Frames of a window.</summary>
    public int Frames { get; } = frames;

    /// <summary>Speakers that a window can tell apart.</summary>
    public int Speakers { get; } = speakers is >= 1 and <= MaxSpeakers
        ? speakers : throw new ArgumentOutOfRangeException(nameof(speakers), speakers, $"1 to {MaxSpeakers} speakers.");

    /// <summary>The frames of a window.</summary>
    public ReadOnlySpan<byte> this[int window] => _windows[window];

    /// <summary>Appends a window.</summary>
    /// <param name="window">Its frames; kept, not copied.</param>
    public void Add(byte[] window)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(window.Length, Frames);
        _windows.Add(window);
    }

    /// <summary>Frames in which a speaker is active.</summary>
    public int CountActive(int window, int speaker)
    {
        var count = 0;
        foreach (var frame in _windows[window]) count += (frame >> speaker) & 1;
        return count;
    }

    /// <summary>Frames in which a speaker is active and nobody else is.</summary>
    public int CountAlone(int window, int speaker) => _windows[window].AsSpan().Count((byte)(1 << speaker));

    /// <summary>How many speakers are active in a frame of a window.</summary>
    public static int SpeakersIn(byte frame) => BitOperations.PopCount(frame);
}
