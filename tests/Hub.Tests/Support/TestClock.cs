using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Speech.Hub.Tests.Support;

/// <summary>A clock that records every wait shorter than an hour and ends it at once. Longer waits (unwanted timeouts) never end.</summary>
internal sealed class TestClock : TimeProvider
{
    public static readonly TimeSpan Never = TimeSpan.FromDays(10);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConditionSignal _waited = new();

    /// <summary>The recorded waits in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    /// <summary>Completes after the given number of waits.</summary>
    public Task WhenWaited(int times) => _waited.When(() => _waits.Count >= times);

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, _clock.CreateTimer(callback, state, dueTime, period));
        Pass(dueTime);
        return timer;
    }

    private void Pass(TimeSpan dueTime)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromHours(1)) return;
        _waits.Enqueue(dueTime);
        _waited.Changed();
        // Deferred, because the caller has not stored the timer yet.
        ThreadPool.QueueUserWorkItem(_ => _clock.Advance(dueTime));
    }

    private sealed class Timer(TestClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            clock.Pass(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
