using System.Numerics;
using System.Numerics.Tensors;

namespace Speech.Diarization.Powerset;

/// <summary>The classes of a powerset network: every set of at most so many speakers, smaller sets first, then in lexicographic order.</summary>
/// <remarks>With 3 speakers, 2 at once: {}, {0}, {1}, {2}, {0,1}, {0,2}, {1,2}. Plaquet and Bredin, Powerset multi-class cross entropy loss, 2023.</remarks>
internal sealed class SpeakerSets
{
    private readonly byte[] _classes;

    /// <summary>The sets of some speakers.</summary>
    /// <param name="speakers">Speakers that a window can tell apart; 1 to 8.</param>
    /// <param name="atOnce">Speakers of the largest set.</param>
    public SpeakerSets(int speakers, int atOnce)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(speakers, Math.Clamp(speakers, 1, Windows.Segmentations.MaxSpeakers));
        ArgumentOutOfRangeException.ThrowIfNotEqual(atOnce, Math.Clamp(atOnce, 1, speakers));
        Speakers = speakers;
        _classes = [.. Enumerable.Range(0, 1 << speakers)
            .Where(set => BitOperations.PopCount((uint)set) <= atOnce)
            .OrderBy(set => BitOperations.PopCount((uint)set))
            // Speaker 0 counts most, as in the order of combinations.
            .ThenByDescending(set => Mirrored(set, speakers))
            .Select(set => (byte)set)];
    }

    /// <summary>Speakers that a window can tell apart.</summary>
    public int Speakers { get; }

    /// <summary>The sets in the network's order; bit s is set where speaker s belongs to it.</summary>
    public ReadOnlySpan<byte> Classes => _classes;

    /// <summary>The likeliest set of each frame.</summary>
    /// <param name="scores">Shape (frames, classes).</param>
    /// <param name="frames">One byte a frame; bit s is set where speaker s is active.</param>
    public void Decode(ReadOnlySpan<float> scores, Span<byte> frames)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, frames.Length * _classes.Length);
        for (var frame = 0; frame < frames.Length; frame++)
            frames[frame] = _classes[TensorPrimitives.IndexOfMax(scores.Slice(frame * _classes.Length, _classes.Length))];
    }

    private static int Mirrored(int set, int speakers)
    {
        var mirrored = 0;
        for (var speaker = 0; speaker < speakers; speaker++) mirrored |= (set >> speaker & 1) << (speakers - 1 - speaker);
        return mirrored;
    }
}
