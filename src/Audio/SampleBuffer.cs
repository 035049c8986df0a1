using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Audio;

/// <summary>The samples of a stream that are still needed, addressed by their time in seconds. They are mono, at 16 kHz.</summary>
public sealed class SampleBuffer
{
    private readonly List<float> _samples = [];
    // Index in the stream of the first sample.
    private long _first;

    /// <summary>The end of the samples: seconds that were appended in all.</summary>
    public double Seconds => AudioDecoder.SecondsOf(_first + _samples.Count);

    /// <summary>The start of the samples that are kept.</summary>
    public double Start => AudioDecoder.SecondsOf(_first);

    /// <summary>Appends a block.</summary>
    public void Append(ReadOnlySpan<float> block) => _samples.AddRange(block);

    /// <summary>Drops the samples before a time.</summary>
    public void DropBefore(double seconds)
    {
        var count = IndexOf(seconds);
        _samples.RemoveRange(0, count);
        _first += count;
    }

    /// <summary>The samples between two times; valid until the buffer changes.</summary>
    public ReadOnlySpan<float> Between(double start, double end)
    {
        var (from, to) = (IndexOf(start), IndexOf(end));
        return CollectionsMarshal.AsSpan(_samples)[from..Math.Max(from, to)];
    }

    /// <summary>The middle of the quietest frame between two times; the middle between them where they hold none.</summary>
    /// <param name="start">The first time.</param>
    /// <param name="end">The last time.</param>
    /// <param name="frame">Samples over which the loudness is measured.</param>
    /// <param name="step">Samples from one frame to the next.</param>
    public double FindQuietest(double start, double end, int frame, int step)
    {
        var samples = CollectionsMarshal.AsSpan(_samples);
        var (best, lowest) = ((start + end) / 2, float.PositiveInfinity);
        for (var from = IndexOf(start); from + frame <= IndexOf(end); from += step)
        {
            var energy = TensorPrimitives.SumOfSquares<float>(samples.Slice(from, frame));
            if (energy < lowest) (best, lowest) = ((_first + from + frame / 2.0) / AudioDecoder.SampleRate, energy);
        }

        return best;
    }

    private int IndexOf(double seconds)
        => (int)Math.Clamp((long)Math.Round(seconds * AudioDecoder.SampleRate) - _first, 0, _samples.Count);
}
