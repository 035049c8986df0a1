namespace Speech.Hub.Http;

/// <summary>Cancels a request when no data has arrived for a given time, regardless of the total duration.</summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _callerToken;

    public IdleTimeout(TimeSpan limit, TimeProvider time, CancellationToken callerToken)
    {
        _limit = limit;
        _callerToken = callerToken;
        _timeout = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, callerToken);
    }

    /// <summary>Cancelled by the caller or by the timeout.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>
    /// Whether an exception means a failed connection: any network error, or a cancellation that the caller did not request.
    /// </summary>
    public bool IsConnectionFailure(Exception exception) => exception switch
    {
        HttpRequestException or IOException => true,
        OperationCanceledException => !_callerToken.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Restarts the timeout after data has arrived.</summary>
    public void Restart() => _timeout.CancelAfter(_limit);

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
