namespace Speech.Transcription;

/// <summary>Exponential back-off: the delay after the first failure is the initial one and doubles with each further failure, up to a
/// maximum. Thread-safe.</summary>
/// <param name="initialDelay">Delay after the first failure; positive.</param>
/// <param name="maxDelay">Upper limit of the delay; at least <paramref name="initialDelay"/>.</param>
/// <param name="time">The clock.</param>
public sealed class RetryBackoff(TimeSpan initialDelay, TimeSpan maxDelay, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _delay;
    private long _failedAt;

    /// <summary>Time until the next attempt is due; zero when it is, and before the first failure.</summary>
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

    /// <summary>Starts the next delay now.</summary>
    public void RecordFailure()
    {
        lock (_lock)
        {
            _delay = _delay == TimeSpan.Zero ? initialDelay : TimeSpan.FromTicks(Math.Min(maxDelay.Ticks, _delay.Ticks * 2));
            _failedAt = time.GetTimestamp();
        }
    }
}
