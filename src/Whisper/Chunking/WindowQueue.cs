using System.Buffers;
using Speech.Whisper.Decoding;

namespace Speech.Whisper.Chunking;

/// <summary>The windows of one request that are being decoded, in order; at most one batch.</summary>
internal sealed class WindowQueue(DecodingLoop loop, DecodingOptions options, int batchSize, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly DecodingRequest _request = new();
    private readonly Queue<(Window Window, Task<DecodedWindow> Decoded)> _inFlight = [];

    public bool IsFull => _inFlight.Count >= batchSize;
    public bool IsEmpty => _inFlight.Count == 0;

    /// <summary>Starts decoding a window.</summary>
    public void Add(Window window)
    {
        var decoding = window.IsSilent
            ? Task.FromResult(DecodedWindow.Silent) : loop.DecodeAsync(_request, window.Samples, options, _disposing.Token);
        _inFlight.Enqueue((window, decoding));
    }

    /// <summary>Waits for the oldest window and removes it.</summary>
    public async Task<(Window Window, DecodedWindow Decoded)> TakeAsync()
    {
        var (window, decoding) = _inFlight.Peek();
        var decoded = await decoding.ConfigureAwait(false);
        _inFlight.Dequeue();
        ArrayPool<float>.Shared.Return(window.Samples.Array!);
        return (window, decoded);
    }

    /// <summary>Cancels the windows in flight. Their arrays are not returned to the pool: the loop may still be reading them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        _disposing.Dispose();
    }
}
