namespace Speech.Whisper.Decoding;

/// <summary>A window that waits for its turn, or is being decoded.</summary>
internal sealed class WindowJob : IDisposable
{
    private readonly TaskCompletionSource<DecodedWindow> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _cancellation;

    public WindowJob(DecodingRequest request, ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        (Request, Samples, Options) = (request, samples, options);
        _cancellation = cancellationToken.Register(() => _done.TrySetCanceled(cancellationToken));
    }

    public DecodingRequest Request { get; }
    public ReadOnlyMemory<float> Samples { get; }
    public DecodingOptions Options { get; }
    public Task<DecodedWindow> Done => _done.Task;

    /// <summary>Whether nobody waits for the result any more.</summary>
    public bool IsAbandoned => _done.Task.IsCompleted;

    public void Complete(DecodedWindow window) => _done.TrySetResult(window);

    public void Fail(Exception exception) => _done.TrySetException(exception);

    public void Dispose() => _cancellation.Dispose();
}
