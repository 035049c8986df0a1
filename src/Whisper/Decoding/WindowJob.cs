namespace Speech.Whisper.Decoding;

/// <summary>A window that is waiting or being decoded.</summary>
internal sealed class WindowJob : IDisposable
{
    private readonly TaskCompletionSource<DecodedWindow> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _cancellation;

    public WindowJob(DecodingRequest request, ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        (Request, Samples, Options) = (request, samples, options);
        _cancellation = cancellationToken.Register(() => _completion.TrySetCanceled(cancellationToken));
    }

    public DecodingRequest Request { get; }
    public ReadOnlyMemory<float> Samples { get; }
    public DecodingOptions Options { get; }

    /// <summary>Completes with the decoded window.</summary>
    public Task<DecodedWindow> Completion => _completion.Task;

    /// <summary>Whether the job was completed, cancelled or failed.</summary>
    public bool IsCompleted => _completion.Task.IsCompleted;

    public void Complete(DecodedWindow window) => _completion.TrySetResult(window);

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Dispose() => _cancellation.Dispose();
}
