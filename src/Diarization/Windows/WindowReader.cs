using System.Runtime.CompilerServices;

namespace Speech.Diarization.Windows;

/// <summary>Cuts a stream of samples into sliding windows; what lies beyond the end of the audio in the last one is silence.</summary>
/// <param name="length">Samples of a window.</param>
/// <param name="step">Samples from the start of a window to the start of the next; at most <paramref name="length"/>.</param>
/// <param name="batch">Windows that are given out together.</param>
/// <remarks>Holds the samples of one batch twice: as they came, and as windows. Nothing grows with the audio.</remarks>
internal sealed class WindowReader(int length, int step, int batch)
{
    private readonly float[] _heard = new float[length + (batch - 1) * step];
    private readonly float[] _windows = new float[batch * length];
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
                yield return Take(batch, isLast: false);
                any = true;
            }
        }

        var count = _filled < length ? 0 : (_filled - length) / step + 1;
        // Samples that no whole window reaches.
        var overhang = _filled - count * step > (any || count > 0 ? length - step : 0);
        if (overhang) count++;
        if (count > 0) yield return Take(count, isLast: true);
    }

    private int Fill(ReadOnlySpan<float> samples)
    {
        var taken = Math.Min(samples.Length, _heard.Length - _filled);
        samples[..taken].CopyTo(_heard.AsSpan(_filled));
        _filled += taken;
        return taken;
    }

    private WindowBatch Take(int count, bool isLast)
    {
        _heard.AsSpan(_filled).Clear();
        for (var window = 0; window < count; window++)
        {
            var row = _windows.AsSpan(window * length, length);
            var source = _heard.AsSpan(Math.Min(window * step, _heard.Length));
            var known = Math.Min(length, source.Length);
            source[..known].CopyTo(row);
            row[known..].Clear();
        }

        var kept = Math.Max(0, _filled - count * step);
        _heard.AsSpan(_filled - kept, kept).CopyTo(_heard);
        _filled = kept;
        return new WindowBatch(_windows.AsMemory(0, count * length), count, isLast);
    }
}
