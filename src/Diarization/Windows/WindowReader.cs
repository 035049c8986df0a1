using System.Runtime.CompilerServices;

namespace Speech.Diarization.Windows;

/// <summary>Cuts a stream of samples into sliding windows; what lies beyond the end of the audio in the last one is silence.</summary>
/// <param name="length">Samples of a window.</param>
/// <param name="step">Samples from the start of a window to the start of the next; at most <paramref name="length"/>.</param>
/// <param name="batch">Windows that are given out together.</param>
/// <remarks>Holds the samples of one batch. Nothing grows with the audio.</remarks>
internal sealed class WindowReader(int length, int step, int batch)
{
    private readonly float[] _heard = new float[length + (batch - 1) * step];
    private int _filled;

    /// <summary>Samples read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The windows in order, in full batches but for the last.</summary>
    public async IAsyncEnumerable<WindowBatch> ReadAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var any = false;
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Position += block.Length;
            for (var rest = block; !rest.IsEmpty;)
            {
                rest = rest[Fill(rest.Span)..];
                if (_filled < _heard.Length) continue;
                yield return new WindowBatch(new(_heard, length, step, batch), IsLast: false);
                Drop(batch);
                any = true;
            }
        }

        var count = _filled < length ? 0 : (_filled - length) / step + 1;
        // Samples that no whole window reaches.
        var overhang = _filled - count * step > (any || count > 0 ? length - step : 0);
        if (overhang) count++;
        if (count == 0) yield break;
        _heard.AsSpan(_filled).Clear();
        yield return new WindowBatch(new(_heard, length, step, count), IsLast: true);
    }

    private int Fill(ReadOnlySpan<float> samples)
    {
        var taken = Math.Min(samples.Length, _heard.Length - _filled);
        samples[..taken].CopyTo(_heard.AsSpan(_filled));
        _filled += taken;
        return taken;
    }

    /// <summary>Keeps what the windows after the first ones share with them.</summary>
    private void Drop(int count)
    {
        _heard.AsSpan(count * step).CopyTo(_heard);
        _filled -= count * step;
    }
}
