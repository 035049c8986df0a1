using System.Buffers;
using Speech.Whisper.Decoding;

namespace Speech.Whisper.Chunking;

/// <summary>The windows of one request that are being decoded, in their order; never more than a batch.</summary>
internal sealed class WindowQueue(DecodingLoop loop, DecodingOptions options, int batchSize, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly DecodingRequest _request = new();
    private readonly Queue<(Window Window, Task<DecodedWindow> Decoded)> _inFlight = [];

    public bool IsFull => _inFlight.Count >= batchSize;
    public bool IsEmpty => _inFlight.Count == 0;

    /// <summary>Starts decoding a window.</summary>
    public void Add(Window window)
        => _inFlight.Enqueue((window, window.IsSilent ? Task.FromResult(DecodedWindow.Silent) : loop.DecodeAsync(_request, window.Samples, options, _abandon.Token)));

    /// <summary>Waits for the oldest window.</summary>
    public async Task<(Window Window, DecodedWindow Decoded)> TakeAsync()
    {
        var (window, decoding) = _inFlight.Peek();
        var decoded = await decoding.ConfigureAwait(false);
        _inFlight.Dequeue();
        ArrayPool<float>.Shared.Return(window.Samples.Array!);
        return (window, decoded);
    }

    /// <summary>Gives up what is still in flight. Its arrays are left to the collector: the loop may be reading them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync().ConfigureAwait(false);
        _abandon.Dispose();
    }
}
