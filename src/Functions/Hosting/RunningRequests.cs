using Speech.Functions.Errors;

namespace Speech.Functions.Hosting;

/// <summary>The HTTP requests that are being answered.</summary>
/// <param name="lifetime">Requests are rejected once it begins to stop.</param>
internal sealed class RunningRequests(IHostApplicationLifetime lifetime)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Counts a request until the result is disposed.</summary>
    /// <exception cref="HostStoppingException">The process has to stop.</exception>
    public IDisposable Add()
    {
        lock (_lock)
        {
            if (IsStopping) throw new HostStoppingException();
            _count++;
        }
        return new Running(this);
    }

    /// <summary>Completes when none is left. To be called once the process has to stop.</summary>
    public Task WaitUntilDoneAsync()
    {
        lock (_lock) return _count == 0 ? Task.CompletedTask : _idle.Task;
    }

    private void Remove()
    {
        lock (_lock)
            if (--_count == 0 && IsStopping) _idle.TrySetResult();
    }

    private sealed class Running(RunningRequests requests) : IDisposable
    {
        public void Dispose() => requests.Remove();
    }
}
