namespace Speech.Whisper.Decoding;

/// <summary>The windows that wait to be decoded, in fair order: requests take turns, so that a short one does not wait for a long one.</summary>
internal sealed class WaitingLine : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<WindowJob> _jobs = [];
    private readonly SemaphoreSlim _changed = new(0);
    private long _turn;
    private bool _isClosed;

    /// <summary>Lets a window in.</summary>
    /// <exception cref="ObjectDisposedException">The line is closed.</exception>
    public void Add(WindowJob job)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            // Who comes late, or back, has not saved up turns.
            job.Request.Turns = Math.Max(job.Request.Turns, _turn);
            _jobs.Add(job);
        }

        _changed.Release();
    }

    /// <summary>Lets a window go that nobody waits for any more.</summary>
    public void Leave(WindowJob job)
    {
        lock (_lock) _jobs.Remove(job);
    }

    /// <summary>Waits for a window.</summary>
    /// <returns>Null when the line is closed.</returns>
    public WindowJob? Take()
    {
        while (true)
        {
            if (TryTake() is { } job) return job;
            lock (_lock)
                if (_isClosed) return null;
            _changed.Wait();
        }
    }

    /// <summary>The first window of the request that has had the fewest turns; null when nobody waits, or the line is closed.</summary>
    public WindowJob? TryTake()
    {
        lock (_lock)
        {
            if (_isClosed || _jobs.MinBy(job => job.Request.Turns) is not { } next) return null;
            _jobs.Remove(next);
            _turn = next.Request.Turns++;
            return next;
        }
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Who was still waiting.</returns>
    public List<WindowJob> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _changed.Release();
            return [.. _jobs];
        }
    }

    public void Dispose() => _changed.Dispose();
}

/// <summary>Whose windows they are.</summary>
internal sealed class DecodingRequest
{
    /// <summary>Windows that have had their turn; kept by the line.</summary>
    public long Turns { get; set; }
}
