namespace Speech.Storage.Inbox;

/// <summary>Exponential backoff: the delay doubles with every failure, up to a maximum.</summary>
/// <param name="initialDelay">The delay after the first failure.</param>
/// <param name="maxDelay">The longest delay.</param>
/// <param name="time">The clock.</param>
internal sealed class RetryBackoff(TimeSpan initialDelay, TimeSpan maxDelay, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _delay;
    private long _failedAt;

    /// <summary>The time until the next attempt; zero when it is due.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                if (_delay == TimeSpan.Zero) return TimeSpan.Zero;
                var remaining = _delay - time.GetElapsedTime(_failedAt);
                return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Records a failed attempt.</summary>
    public void RecordFailure()
    {
        lock (_lock)
        {
            _failedAt = time.GetTimestamp();
            _delay = _delay == TimeSpan.Zero ? initialDelay : TimeSpan.FromTicks(Math.Min(maxDelay.Ticks, _delay.Ticks * 2));
        }
    }
}
