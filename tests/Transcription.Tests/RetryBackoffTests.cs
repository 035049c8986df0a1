using Microsoft.Extensions.Time.Testing;

namespace Speech.Transcription.Tests;

public sealed class RetryBackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_attempt_is_due_at_once() => Assert.Equal(TimeSpan.Zero, Backoff().Remaining);

    [Fact]
    public void The_delay_doubles_with_each_failure_up_to_the_maximum()
    {
        var backoff = Backoff();
        var delays = new List<double>();
        for (var failures = 0; failures < 6; failures++)
        {
            backoff.RecordFailure();
            delays.Add(backoff.Remaining.TotalSeconds);
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], delays);
    }

    [Fact]
    public void The_remaining_time_shrinks_to_zero()
    {
        var backoff = Backoff();
        backoff.RecordFailure();

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(2), backoff.Remaining);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, backoff.Remaining);
    }

    [Fact]
    public void The_delay_is_at_least_as_long_as_the_attempt_before()
    {
        var backoff = Backoff();
        backoff.RecordFailure(TimeSpan.FromSeconds(90));
        Assert.Equal(TimeSpan.FromSeconds(90), backoff.Remaining);

        backoff.RecordFailure(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(10), backoff.Remaining);
    }

    private RetryBackoff Backoff() => new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), _time);
}
