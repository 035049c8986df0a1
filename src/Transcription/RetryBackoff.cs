namespace Speech.Transcription;

/// <summary>Exponential back-off: the delay after the first failure is the initial one and doubles with each further failure, up to a
/// maximum. It is never shorter than the failed attempt, so that attempts take half of the time at most. Thread-safe.</summary>
/// <param name="initialDelay">Delay after the first failure; positive.</param>
/// <param name="maxDelay">Upper limit of the delay; at least <paramref name="initialDelay"/>.</param>
/// <param name="time">The clock.</param>
public sealed class RetryBackoff(TimeSpan initialDelay, TimeSpan maxDelay, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private TimeSpan _minDelay;
    private long _failedAt;

    /// <summary>Time until the next attempt is due; zero when it is, and before the first failure.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                if (_failures == 0) return TimeSpan.Zero;
                var delay = DelayAfter(_failures, initialDelay, maxDelay);
                var remaining = (delay > _minDelay ? delay : _minDelay) - time.GetElapsedTime(_failedAt);
                return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The delay after a number of failures, for a count that is kept elsewhere.</summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="initialDelay">Delay after the first failure; positive.</param>
    /// <param name="maxDelay">Upper limit of the delay.</param>
    public static TimeSpan DelayAfter(int failures, TimeSpan initialDelay, TimeSpan maxDelay)
        => TimeSpan.FromTicks((long)Math.Min(maxDelay.Ticks, initialDelay.Ticks * Math.Pow(2, failures - 1)));

    /// <summary>Starts the next delay now.</summary>
    /// <param name="duration">How long the attempt took; zero where that does not matter.</param>
    public void RecordFailure(TimeSpan duration = default)
    {
        lock (_lock)
        {
            _failures++;
            _minDelay = duration;
            _failedAt = time.GetTimestamp();
        }
    }
}
