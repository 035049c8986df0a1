using System.Numerics;
using System.Numerics.Tensors;

namespace Speech.Diarization.Segmentation;

/// <summary>Powerset encoding: the classes are all sets of up to a maximum number of
/// simultaneous speakers, by size, then in lexicographic order.</summary>
/// <remarks>
/// For 3 speakers, at most 2 of them at once: {}, {0}, {1}, {2}, {0,1}, {0,2}, {1,2}. Plaquet and Bredin,
/// Powerset multi-class cross entropy loss for neural speaker diarization, 2023.
/// </remarks>
internal sealed class Powerset : ISpeakerEncoding
{
    private readonly byte[] _classes;

    /// <summary>Enumerates the classes.</summary>
    /// <param name="speakers">Speakers per window; 1 to 8.</param>
    /// <param name="maxSimultaneous">Size of the largest set; 1 to <paramref name="speakers"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Powerset(int speakers, int maxSimultaneous)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(speakers, Math.Clamp(speakers, 1, BinarizedSegmentation.MaxSpeakers));
        ArgumentOutOfRangeException.ThrowIfNotEqual(maxSimultaneous, Math.Clamp(maxSimultaneous, 1, speakers));
        _classes = [.. Enumerable.Range(0, 1 << speakers)
            .Where(set => BitOperations.PopCount((uint)set) <= maxSimultaneous)
            .OrderBy(set => BitOperations.PopCount((uint)set))
            // Lexicographic order of combinations: speaker 0 is the most significant.
            .ThenByDescending(set => ReverseBits(set, speakers))
            .Select(set => (byte)set)];
    }

    /// <summary>The classes in the network's order; bit s is set where speaker s belongs to the set.</summary>
    public ReadOnlySpan<byte> Sets => _classes;

    /// <inheritdoc/>
    public int Classes => _classes.Length;

    /// <summary>Converts powerset scores to hard multilabel frames: the most likely class of each frame.</summary>
    /// <param name="scores">Shape (frames, classes).</param>
    /// <param name="frames">Receives one byte per frame; bit s is set where speaker s is active.</param>
    public void Binarize(ReadOnlySpan<float> scores, Span<byte> frames)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, frames.Length * _classes.Length);
        for (var frame = 0; frame < frames.Length; frame++)
            frames[frame] = _classes[TensorPrimitives.IndexOfMax(scores.Slice(frame * _classes.Length, _classes.Length))];
    }

    /// <inheritdoc/>
    public Half[]? GetActivity(ReadOnlySpan<float> scores) => null;

    /// <inheritdoc/>
    public void ScoreSpeech(ReadOnlySpan<float> scores, Span<float> speech)
    {
        var frames = new byte[speech.Length];
        Binarize(scores, frames);
        for (var frame = 0; frame < frames.Length; frame++) speech[frame] = frames[frame] == 0 ? 0 : 1;
    }

    private static int ReverseBits(int set, int speakers)
    {
        var reversed = 0;
        for (var speaker = 0; speaker < speakers; speaker++) reversed |= (set >> speaker & 1) << (speakers - 1 - speaker);
        return reversed;
    }
}
