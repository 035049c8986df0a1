namespace Speech.Transcription.Permits;

/// <summary>Measures how long permits are held, to estimate when the next ones will be free. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class HoldTimes(TimeProvider time)
{
    private const double NewestWeight = 0.2;

    private readonly Lock _lock = new();
    private TimeSpan? _mean;
    private long? _firstStart;

    /// <summary>The mean of the last holds. Until one has ended, the age of the first one.</summary>
    public TimeSpan Mean
    {
        get
        {
            lock (_lock) return _mean ?? (_firstStart is { } start ? time.GetElapsedTime(start) : TimeSpan.Zero);
        }
    }

    /// <summary>Notes the start of a hold.</summary>
    /// <returns>The timestamp for <see cref="End"/>.</returns>
    public long Start()
    {
        var start = time.GetTimestamp();
        lock (_lock) _firstStart ??= start;
        return start;
    }

    /// <summary>Notes the end of a hold.</summary>
    /// <param name="start">From <see cref="Start"/>.</param>
    public void End(long start)
    {
        var held = time.GetElapsedTime(start);
        lock (_lock) _mean = _mean is { } mean ? mean + (NewestWeight * (held - mean)) : held;
    }
}
