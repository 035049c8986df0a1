namespace Speech.Functions.Errors;

/// <summary>Bounds the log lines of requests over capacity: one in an interval, with the number of those left out. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class RejectionLog(TimeProvider time)
{
    /// <summary>The interval between two lines.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _loggedAt;
    private long _leftOut;

    /// <summary>Whether this rejection is to be logged.</summary>
    /// <param name="leftOut">The number of rejections that have not been logged since the last one.</param>
    public bool ShouldLog(out long leftOut)
    {
        lock (_lock)
        {
            leftOut = _leftOut;
            if (_loggedAt is { } last && time.GetElapsedTime(last) < Interval)
            {
                _leftOut++;
                return false;
            }
            (_loggedAt, _leftOut) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
