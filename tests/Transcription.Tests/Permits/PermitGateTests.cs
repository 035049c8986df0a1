using Speech.Transcription.Permits;

namespace Speech.Transcription.Tests.Permits;

public sealed class PermitGateTests
{
    [Fact]
    public void One_more_than_there_are_permits_is_told_at_once()
    {
        using var gate = new PermitGate(3);
        var permits = Enumerable.Range(0, 3).Select(_ => gate.Enter()).ToList();

        var reason = Assert.Throws<OverCapacityException>(gate.Enter);
        Assert.True(reason.RetryAfter > TimeSpan.Zero);
        Assert.Equal(3, gate.InFlight);

        permits[1].Dispose();
        gate.Enter().Dispose();
    }

    [Fact]
    public void A_permit_given_back_twice_counts_once()
    {
        using var gate = new PermitGate(1);
        var first = gate.Enter();
        first.Dispose();
        first.Dispose();

        using var second = gate.Enter();
        first.Dispose();
        Assert.Throws<OverCapacityException>(gate.Enter);
    }

    [Fact]
    public void Under_contention_no_permit_is_lost_and_none_is_invented()
    {
        using var gate = new PermitGate(4);
        int most = 0, entered = 0, refused = 0, inside = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            try
            {
                using var permit = gate.Enter();
                InterlockedMax(ref most, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref entered);
                Interlocked.Decrement(ref inside);
            }
            catch (OverCapacityException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.InRange(most, 1, 4);
        Assert.Equal(20_000, entered + refused);
        Assert.Equal(0, gate.InFlight);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
