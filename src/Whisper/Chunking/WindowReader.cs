using System.Buffers;
using System.Runtime.CompilerServices;

namespace Speech.Whisper.Chunking;

/// <summary>Cuts a stream of samples into overlapping windows, holding one window and one block at a time.</summary>
/// <param name="length">Samples of a window.</param>
/// <param name="stride">Samples that neighbours share on each side.</param>
internal sealed class WindowReader(int length, int stride)
{
    /// <summary>Samples read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The windows in order. Each one's array comes from the shared pool; whoever takes the window returns it.</summary>
    public async IAsyncEnumerable<Window> ReadAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var window = ArrayPool<float>.Shared.Rent(length);
        var (filled, isFirst) = (0, true);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Position += block.Length;
            for (var rest = block; rest.Length > 0;)
            {
                // A full window goes out only when a sample beyond it is at hand: then it is not the last.
                if (filled == length)
                {
                    var next = ArrayPool<float>.Shared.Rent(length);
                    filled = 2 * stride;
                    Array.Copy(window, length - filled, next, 0, filled);
                    yield return new Window(new ArraySegment<float>(window, 0, length), isFirst ? 0 : stride, stride);
                    (window, isFirst) = (next, false);
                }

                var taken = Math.Min(length - filled, rest.Length);
                rest[..taken].CopyTo(window.AsMemory(filled));
                filled += taken;
                rest = rest[taken..];
            }
        }

        if (filled > 0) yield return new Window(new ArraySegment<float>(window, 0, filled), isFirst ? 0 : stride, 0);
        else ArrayPool<float>.Shared.Return(window);
    }
}
