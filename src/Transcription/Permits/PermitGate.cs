namespace Speech.Transcription.Permits;

/// <summary>Limits the number of requests in flight, and of those that are uploaded or wait. A request is admitted before its body is
/// read, and takes a permit afterwards: slow clients hold slots, which are bounded for each of them, but no permit.</summary>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class PermitGate(PermitOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _available = new(options.Permits, options.Permits);
    private readonly ClientSlots _slots = new(options.MaxWaiting, options.MaxWaitingPerClient);
    private readonly HoldTimes _holds = new(time);

    /// <summary>The number of permits in use.</summary>
    public int InFlight => options.Permits - _available.CurrentCount;

    /// <summary>The number of requests that are uploaded or wait for a permit.</summary>
    public int Waiting => _slots.Used;

    /// <summary>When those that wait now will have been served, at the rate that was measured.</summary>
    public TimeSpan RetryAfter
    {
        get
        {
            var rounds = 1 + (Waiting / options.Permits);
            var estimate = rounds * _holds.Mean;
            return estimate < ShortestRetry ? ShortestRetry : estimate > LongestRetry ? LongestRetry : estimate;
        }
    }

    /// <summary>Admits a request.</summary>
    /// <param name="client">Who sends it.</param>
    /// <exception cref="OverCapacityException">There is no slot for this client.</exception>
    public Admission Admit(string client) => new(this, _slots.TryTake(client) ?? throw OverCapacity());

    /// <summary>Acquires a permit at once for work that is much shorter than requests are, and does not count for
    /// <see cref="RetryAfter"/>.</summary>
    /// <exception cref="OverCapacityException">All permits are in use.</exception>
    internal IDisposable EnterBriefly()
        => _available.Wait(0) ? new Release(() => _available.Release()) : throw OverCapacity();

    /// <summary>Waits for a permit, in the order of the calls.</summary>
    /// <exception cref="OverCapacityException">No permit became free in time.</exception>
    internal Task<IDisposable> EnterAsync(CancellationToken cancellationToken) => EnterAsync(options.MaxWait, cancellationToken);

    /// <summary>Waits for a permit, in the order of the calls.</summary>
    /// <param name="maxWait">How long.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OverCapacityException">No permit became free in time.</exception>
    internal async Task<IDisposable> EnterAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (_available.Wait(0, CancellationToken.None)) return Hold();
        using var limit = new CancellationTokenSource(maxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _available.WaitAsync(either.Token).ConfigureAwait(false);
            return Hold();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OverCapacity();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _available.Dispose();

    private Release Hold()
    {
        var start = _holds.Start();
        return new Release(() =>
        {
            _holds.End(start);
            _available.Release();
        });
    }

    private OverCapacityException OverCapacity()
        => new($"The endpoint is at capacity ({InFlight} requests in flight, {Waiting} waiting)", RetryAfter);
}
