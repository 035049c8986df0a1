namespace Speech.Audio.Ffmpeg;

/// <summary>
/// A time limit that runs only while the decoder is what is being waited for: someone waits for its output, and it does not
/// in turn wait for the source.
/// </summary>
internal sealed class WaitBudget : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _spent;
    private readonly ITimer _timer;
    private TimeSpan _left;
    private long _runningSince;
    private bool _running;
    private bool _waiting;
    private bool _starving;

    /// <param name="limit">The time there is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="spent">Called once, when it is used up.</param>
    public WaitBudget(TimeSpan limit, TimeProvider time, Action spent)
    {
        (_left, _time, _spent) = (limit, time, spent);
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True for good once the time was used up.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>From now until disposal the output is waited for.</summary>
    public Scope Wait() => new(this, static (budget, on) => budget._waiting = on);

    /// <summary>From now until disposal the source keeps the decoder waiting.</summary>
    public Scope Starve() => new(this, static (budget, on) => budget._starving = on);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Set(Action<WaitBudget, bool> flag, bool on)
    {
        lock (_lock)
        {
            flag(this, on);
            var run = _waiting && !_starving && !IsSpent;
            if (run == _running) return;
            if (run) _runningSince = _time.GetTimestamp();
            else _left -= _time.GetElapsedTime(_runningSince);
            _running = run;
            if (run) RingIn(_left);
            else _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Timers count whole milliseconds and round down: one more, so that the time is over when they ring.</summary>
    private void RingIn(TimeSpan left)
        => _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds))), Timeout.InfiniteTimeSpan);

    private void Ring()
    {
        lock (_lock)
        {
            // A ring may have been under way while the clock was stopped, or stopped and started.
            if (!_running) return;
            var left = _left - _time.GetElapsedTime(_runningSince);
            if (left > TimeSpan.Zero)
            {
                RingIn(left);
                return;
            }
            (_running, IsSpent) = (false, true);
        }
        _spent();
    }

    /// <summary>Holds one of the two conditions true.</summary>
    internal readonly struct Scope : IDisposable
    {
        private readonly WaitBudget _budget;
        private readonly Action<WaitBudget, bool> _flag;

        public Scope(WaitBudget budget, Action<WaitBudget, bool> flag)
        {
            (_budget, _flag) = (budget, flag);
            budget.Set(flag, true);
        }

        public void Dispose() => _budget.Set(_flag, false);
    }
}
