using System.Buffers;
using System.Numerics.Tensors;
using Speech.Whisper.Features;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>The part of a stream of samples that is still needed.</summary>
internal sealed class SampleBuffer
{
    // The loudness of speech is measured over 50 ms, every 10 ms.
    private const int QuietSamples = LogMelGraph.SampleRate / 20, QuietStep = LogMelGraph.SampleRate / 100;

    private float[] _samples = [];
    // Index in the stream of the first sample, and the number of samples.
    private long _first;
    private int _count;

    /// <summary>Seconds of audio that were appended in all.</summary>
    public double Seconds => (double)(_first + _count) / LogMelGraph.SampleRate;

    /// <summary>Appends a block.</summary>
    public void Append(ReadOnlySpan<float> block)
    {
        if (_count + block.Length > _samples.Length) Array.Resize(ref _samples, Math.Max(2 * _samples.Length, _count + block.Length));
        block.CopyTo(_samples.AsSpan(_count));
        _count += block.Length;
    }

    /// <summary>Drops all samples before a time in seconds.</summary>
    public void DropBefore(double seconds)
    {
        var dropped = IndexOf(seconds);
        _samples.AsSpan(dropped, _count - dropped).CopyTo(_samples);
        (_first, _count) = (_first + dropped, _count - dropped);
    }

    /// <summary>Copies the samples between two times into a rented array.</summary>
    public ArraySegment<float> Rent(double start, double end)
    {
        var (from, to) = (IndexOf(start), IndexOf(end));
        var array = ArrayPool<float>.Shared.Rent(to - from);
        _samples.AsSpan(from, to - from).CopyTo(array);
        return new(array, 0, to - from);
    }

    /// <summary>The middle of the quietest 50 ms between two times, in seconds.</summary>
    public double FindQuietest(double start, double end)
    {
        var (best, lowest) = ((start + end) / 2, float.PositiveInfinity);
        for (var from = IndexOf(start); from + QuietSamples <= IndexOf(end); from += QuietStep)
        {
            var energy = TensorPrimitives.SumOfSquares<float>(_samples.AsSpan(from, QuietSamples));
            if (energy < lowest) (best, lowest) = ((_first + from + QuietSamples / 2.0) / LogMelGraph.SampleRate, energy);
        }

        return best;
    }

    private int IndexOf(double seconds) => (int)Math.Clamp(Math.Round(seconds * LogMelGraph.SampleRate) - _first, 0, _count);
}
