using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Errors;

namespace Speech.Functions.Tests.Errors;

public sealed class RejectionLogTests
{
    [Fact]
    public void A_flood_of_rejections_is_one_line_in_an_interval_with_their_number()
    {
        var time = new FakeTimeProvider();
        var log = new RejectionLog(time);

        Assert.True(log.ShouldLog(out var leftOut));
        Assert.Equal(0, leftOut);
        for (var rejection = 0; rejection < 1000; rejection++) Assert.False(log.ShouldLog(out _));
        time.Advance(RejectionLog.Interval);
        Assert.True(log.ShouldLog(out leftOut));
        Assert.Equal(1000, leftOut);
    }
}
