namespace Speech.Whisper.Decoding;

/// <summary>The windows that wait to be decoded, in fair order: requests take turns, so that a short one does not wait for a long one.</summary>
internal sealed class WaitingLine : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<WindowJob> _jobs = [];
    private readonly SemaphoreSlim _changed = new(0);
    private long _turn;
    private int _requests;
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
            if (job.Request.Windows++ == 0) _requests++;
            _jobs.Add(job);
        }

        _changed.Release();
    }

    /// <summary>Lets a window go: it is decoded, or nobody waits for it any more.</summary>
    public void Leave(WindowJob job)
    {
        lock (_lock)
        {
            if (!_jobs.Remove(job)) job.Request.Rows--;
            if (--job.Request.Windows == 0) _requests--;
        }
    }

    /// <summary>Waits for a window.</summary>
    /// <returns>Null when the line is closed.</returns>
    public WindowJob? Take()
    {
        while (true)
        {
            if (TryTake(int.MaxValue) is { } job) return job;
            lock (_lock)
                if (_isClosed) return null;
            _changed.Wait();
        }
    }

    /// <summary>The first window of the request that has had the fewest turns; null when nobody may have one, or the line is closed.</summary>
    /// <param name="rows">Of the whole batch. A request holds no more than its share of them while others are here: each window that is let in keeps them all waiting.</param>
    public WindowJob? TryTake(int rows)
    {
        lock (_lock)
        {
            var share = Math.Max(1, rows / Math.Max(1, _requests));
            if (_isClosed || _jobs.Where(job => job.Request.Rows < share).MinBy(job => job.Request.Turns) is not { } next) return null;
            _jobs.Remove(next);
            next.Request.Rows++;
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

    /// <summary>Windows that wait or are being decoded; kept by the line.</summary>
    public int Windows { get; set; }

    /// <summary>Windows that are being decoded; kept by the line.</summary>
    public int Rows { get; set; }
}
