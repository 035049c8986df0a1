namespace Speech.Storage;

/// <summary>Lets work that has begun go on for a while after its host was asked to stop.</summary>
public sealed class GraceToken : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="grace">How long; not negative.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Cancelled when no further work may begin.</param>
    public GraceToken(TimeSpan grace, TimeProvider time, CancellationToken stopping)
    {
        _timer = time.CreateTimer(_ => _ended.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = stopping.UnsafeRegister(_ =>
        {
            if (grace == TimeSpan.Zero) _ended.Cancel();
            else _timer.Change(grace, Timeout.InfiniteTimeSpan);
        }, null);
    }

    /// <summary>Cancelled when the grace is over.</summary>
    public CancellationToken Token => _ended.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync().ConfigureAwait(false);
        // Waits for a grace period that ends just now.
        await _timer.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }
}
