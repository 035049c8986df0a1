using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Speech.Functions.Tests.Fakes;

/// <summary>A clock that reports which timers are started: time should pass when someone waits for it.</summary>
internal sealed class TimerTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits for the next timer with this due time.</summary>
    public async Task WaitForTimerAsync(TimeSpan dueTime)
    {
        TimeSpan found;
        do found = await _timers.Reader.ReadAsync(TestContext.Current.CancellationToken);
        while (found != dueTime);
    }
}
