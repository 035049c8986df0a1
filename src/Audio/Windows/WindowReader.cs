using System.Buffers;
using System.Runtime.CompilerServices;

namespace Speech.Audio.Windows;

/// <summary>Cuts a stream of sample blocks into overlapping windows.</summary>
/// <remarks>
/// Memory is bounded by two batches and one block, whatever the length of the stream. Every window is full except the last
/// one, and there is a last, partly filled window only for samples that no full window contains.
/// </remarks>
public sealed class WindowReader
{
    private readonly int _length;
    private readonly int _step;
    private readonly int _batchSize;

    /// <summary>Creates a reader for one stream.</summary>
    /// <param name="length">Samples per window; at least 1.</param>
    /// <param name="step">Samples from the start of one window to the start of the next; 1 to <paramref name="length"/>.</param>
    /// <param name="batchSize">Windows per batch; at least 1. Only the last batch may have fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public WindowReader(int length, int step, int batchSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(step, Math.Clamp(step, 1, length));
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_length, _step, _batchSize) = (length, step, batchSize);
    }

    /// <summary>Whether a full batch is held back until a sample beyond it arrives, so that
    /// <see cref="WindowBatch.IsLast"/> is exact. Default false: a batch is returned as soon as it is full.</summary>
    public bool LooksAhead { get; init; }

    /// <summary>The number of samples read so far.</summary>
    public long SamplesRead { get; private set; }

    // Samples that the next batch repeats.
    private int Overlap => _length - _step;

    private int Capacity => _length + (_batchSize - 1) * _step;

    /// <summary>Reads the windows in order. The receiver of a batch owns its array: see <see cref="WindowBatch.ReturnToPool"/>.</summary>
    /// <param name="audio">Blocks of mono samples; a block may be reused by its owner once the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<WindowBatch> ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var buffer = ArrayPool<float>.Shared.Rent(Capacity);
        var (filled, isFirst) = (0, true);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            SamplesRead += block.Length;
            for (var rest = block; !rest.IsEmpty;)
            {
                if (filled < Capacity)
                {
                    var taken = Math.Min(rest.Length, Capacity - filled);
                    rest[..taken].CopyTo(buffer.AsMemory(filled));
                    filled += taken;
                    rest = rest[taken..];
                }

                if (filled < Capacity || (LooksAhead && rest.IsEmpty)) continue;
                var next = ArrayPool<float>.Shared.Rent(Capacity);
                buffer.AsSpan(Capacity - Overlap, Overlap).CopyTo(next);
                yield return CreateBatch(buffer, Capacity, _batchSize, isFirst, isLast: false);
                (buffer, filled, isFirst) = (next, Overlap, false);
            }
        }

        var count = filled < _length ? 0 : (filled - _length) / _step + 1;
        var hasRest = filled - count * _step > (isFirst && count == 0 ? 0 : Overlap);
        if (hasRest) count++;
        if (count > 0) yield return CreateBatch(buffer, filled, count, isFirst, isLast: true);
        else ArrayPool<float>.Shared.Return(buffer);
    }

    private WindowBatch CreateBatch(float[] buffer, int filled, int count, bool isFirst, bool isLast)
    {
        var length = (count - 1) * _step + _length;
        buffer.AsSpan(filled, length - filled).Clear();
        var windows = new WindowedAudio(buffer.AsMemory(0, length), _length, _step, count);
        return new WindowBatch(new ArraySegment<float>(buffer, 0, filled), windows, isFirst, isLast);
    }
}
