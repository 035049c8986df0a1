using Microsoft.Extensions.Time.Testing;
using Speech.Storage.Inbox;

namespace Speech.Storage.Tests.Inbox;

public sealed class RetryBackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_attempt_is_due_at_once() => Assert.Equal(TimeSpan.Zero, Create().Remaining);

    [Fact]
    public void The_delay_doubles_up_to_the_maximum()
    {
        var backoff = Create();
        foreach (var seconds in new[] { 5, 10, 20, 30, 30 })
        {
            backoff.RecordFailure();
            Assert.Equal(TimeSpan.FromSeconds(seconds), backoff.Remaining);
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(TimeSpan.FromSeconds(1), backoff.Remaining);
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(TimeSpan.Zero, backoff.Remaining);
        }
    }

    private RetryBackoff Create() => new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), _time);
}
