using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Speech.Audio;

namespace Speech.Transcription.Live;

/// <summary>The newest samples of a session, addressed by their time.</summary>
internal sealed class LiveAudio
{
    private const int QuietFrame = AudioDecoder.SampleRate / 50;

    private readonly List<float> _samples = [];
    private long _first;

    /// <summary>The end of the audio: seconds.</summary>
    public double Seconds => (double)(_first + _samples.Count) / AudioDecoder.SampleRate;

    /// <summary>The start of the samples that are kept: seconds.</summary>
    public double Start => (double)_first / AudioDecoder.SampleRate;

    public void Append(ReadOnlySpan<float> samples) => _samples.AddRange(samples);

    /// <summary>Copies the samples between two times.</summary>
    public float[] Copy(double start, double end)
    {
        var (from, to) = (IndexOf(start), IndexOf(end));
        return CollectionsMarshal.AsSpan(_samples)[from..Math.Max(from, to)].ToArray();
    }

    /// <summary>Forgets the samples before a time.</summary>
    public void DropBefore(double seconds)
    {
        var count = IndexOf(seconds);
        _samples.RemoveRange(0, count);
        _first += count;
    }

    /// <summary>The middle of the quietest fiftieth of a second between two times.</summary>
    public double FindQuietest(double start, double end)
    {
        var samples = CollectionsMarshal.AsSpan(_samples);
        var (best, quietest) = (IndexOf(end), float.MaxValue);
        for (var at = IndexOf(start); at + QuietFrame <= IndexOf(end); at += QuietFrame)
            if (TensorPrimitives.SumOfSquares<float>(samples.Slice(at, QuietFrame)) is var energy && energy < quietest)
                (best, quietest) = (at + QuietFrame / 2, energy);
        return (double)(_first + best) / AudioDecoder.SampleRate;
    }

    private int IndexOf(double seconds)
        => (int)Math.Clamp((long)Math.Round(seconds * AudioDecoder.SampleRate) - _first, 0, _samples.Count);
}
