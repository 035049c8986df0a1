namespace Speech.Audio.Ffmpeg;

/// <summary>
/// A time limit that runs only while the caller waits for the decoder's output and the decoder does not itself wait for its source.
/// </summary>
internal sealed class DecodingTimeLimit : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _onExceeded;
    private readonly ITimer _timer;
    private TimeSpan _remaining;
    private long _runningSince;
    private bool _isRunning;
    private bool _waitsForOutput;
    private bool _waitsForSource;

    /// <param name="limit">Maximum total running time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onExceeded">Called once, when the limit is exceeded.</param>
    public DecodingTimeLimit(TimeSpan limit, TimeProvider time, Action onExceeded)
    {
        (_remaining, _time, _onExceeded) = (limit, time, onExceeded);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the limit has been exceeded; never reset.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Marks the time until disposal as waiting for the decoder's output.</summary>
    public Scope WaitForOutput() => new(this, static (limit, value) => limit._waitsForOutput = value);

    /// <summary>Marks the time until disposal as waiting for the source.</summary>
    public Scope WaitForSource() => new(this, static (limit, value) => limit._waitsForSource = value);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Set(Action<DecodingTimeLimit, bool> setFlag, bool value)
    {
        lock (_lock)
        {
            setFlag(this, value);
            var isRunning = _waitsForOutput && !_waitsForSource && !IsExceeded;
            if (isRunning == _isRunning) return;
            if (isRunning) _runningSince = _time.GetTimestamp();
            else _remaining -= _time.GetElapsedTime(_runningSince);
            _isRunning = isRunning;
            if (isRunning) StartTimer(_remaining);
            else _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Rounds up to whole milliseconds, because timers round down and would fire before the limit is reached.</summary>
    private void StartTimer(TimeSpan remaining)
        => _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(remaining.TotalMilliseconds))), Timeout.InfiniteTimeSpan);

    private void OnTimer()
    {
        lock (_lock)
        {
            // The callback may have been pending while the limit was paused, or paused and resumed.
            if (!_isRunning) return;
            var remaining = _remaining - _time.GetElapsedTime(_runningSince);
            if (remaining > TimeSpan.Zero)
            {
                StartTimer(remaining);
                return;
            }
            (_isRunning, IsExceeded) = (false, true);
        }
        _onExceeded();
    }

    /// <summary>Sets a flag from construction until disposal.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly DecodingTimeLimit _limit;
        private readonly Action<DecodingTimeLimit, bool> _setFlag;

        public Scope(DecodingTimeLimit limit, Action<DecodingTimeLimit, bool> setFlag)
        {
            (_limit, _setFlag) = (limit, setFlag);
            limit.Set(setFlag, true);
        }

        public void Dispose() => _limit.Set(_setFlag, false);
    }
}
