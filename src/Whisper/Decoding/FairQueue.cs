namespace Speech.Whisper.Decoding;

/// <summary>The windows waiting to be decoded. Requests take turns, so that a short one does not wait for a long one.</summary>
internal sealed class FairQueue
{
    // Dequeue waits on it for a change.
    private readonly object _lock = new();
    private readonly List<WindowJob> _jobs = [];
    private long _turn;
    private int _requests;
    private bool _isClosed;

    /// <summary>Adds a window.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Enqueue(WindowJob job)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            // A request that was idle does not accumulate turns.
            job.Request.Turns = Math.Max(job.Request.Turns, _turn);
            if (job.Request.Windows++ == 0) _requests++;
            _jobs.Add(job);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Removes a window that is decoded or no longer wanted, whether it is still waiting or was dequeued.</summary>
    public void Remove(WindowJob job)
    {
        lock (_lock)
        {
            if (!_jobs.Remove(job)) job.Request.Slots--;
            if (--job.Request.Windows == 0) _requests--;
        }
    }

    /// <summary>Waits for a window.</summary>
    /// <returns>Null if the queue is closed.</returns>
    public WindowJob? Dequeue()
    {
        lock (_lock)
        {
            while (!_isClosed)
            {
                if (TryDequeue(int.MaxValue) is { } job) return job;
                Monitor.Wait(_lock);
            }

            return null;
        }
    }

    /// <summary>
    /// The oldest window of the request with the fewest turns so far; null if none may be dequeued, or the queue is closed.
    /// </summary>
    /// <param name="slots">
    /// Number of slots of the batch. A request occupies no more than an equal share of them while others are active: each admitted window
    /// delays all.
    /// </param>
    /// <param name="sequences">
    /// Number of sequences of the batch's windows; null for any. A window with another number waits for a batch of its own, and no window
    /// overtakes it.
    /// </param>
    public WindowJob? TryDequeue(int slots, int? sequences = null)
    {
        lock (_lock)
        {
            var share = Math.Max(1, slots / Math.Max(1, _requests));
            if (_isClosed || _jobs.Where(job => job.Request.Slots < share).MinBy(job => job.Request.Turns) is not { } next) return null;
            if (sequences is not null && next.Options.MaxSequences != sequences) return null;
            _jobs.Remove(next);
            next.Request.Slots++;
            _turn = next.Request.Turns++;
            return next;
        }
    }

    /// <summary>Closes the queue.</summary>
    /// <returns>The windows that were still waiting.</returns>
    public List<WindowJob> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
            return [.. _jobs];
        }
    }
}

/// <summary>A request as <see cref="FairQueue"/> sees it, which maintains all counters.</summary>
internal sealed class DecodingRequest
{
    /// <summary>Number of its windows that were dequeued.</summary>
    public long Turns { get; set; }

    /// <summary>Number of its windows that are waiting or being decoded.</summary>
    public int Windows { get; set; }

    /// <summary>Number of its windows that are being decoded.</summary>
    public int Slots { get; set; }
}
