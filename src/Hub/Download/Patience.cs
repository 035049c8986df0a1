namespace Speech.Hub.Download;

/// <summary>Bounds every silence of a server, however long the whole answer takes.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public Patience(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _silence = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, caller);
    }

    /// <summary>Cancelled by the caller, or when the silence has lasted too long.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether a failure means a broken connection: anything of the network, and a silence that nobody asked to end.</summary>
    public bool IsBroken(Exception e) => e switch
    {
        HttpRequestException or IOException => true,
        OperationCanceledException => !_caller.IsCancellationRequested,
        _ => false,
    };

    /// <summary>The server has spoken: the time runs anew.</summary>
    public void Renew() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
