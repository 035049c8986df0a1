using Speech.Transcription.Permits;

namespace Speech.Transcription.Tests.Permits;

public sealed class PermitGateTests
{
    [Fact]
    public void Rejects_at_once_when_all_permits_are_in_use()
    {
        using var gate = new PermitGate(3);
        var permits = Enumerable.Range(0, 3).Select(_ => gate.Enter()).ToList();

        var exception = Assert.Throws<OverCapacityException>(gate.Enter);
        Assert.True(exception.RetryAfter > TimeSpan.Zero);
        Assert.Equal(3, gate.InFlight);

        permits[1].Dispose();
        gate.Enter().Dispose();
    }

    [Fact]
    public void A_permit_disposed_twice_is_returned_once()
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
    public void The_number_of_permits_holds_under_contention()
    {
        using var gate = new PermitGate(4);
        int highest = 0, entered = 0, refused = 0, inside = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            try
            {
                using var permit = gate.Enter();
                InterlockedMax(ref highest, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref entered);
                Interlocked.Decrement(ref inside);
            }
            catch (OverCapacityException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.InRange(highest, 1, 4);
        Assert.Equal(20_000, entered + refused);
        Assert.Equal(0, gate.InFlight);
    }

    private static void InterlockedMax(ref int highest, int value)
    {
        for (var current = Volatile.Read(ref highest); value > current;)
        {
            var before = Interlocked.CompareExchange(ref highest, value, current);
            if (before == current) return;
            current = before;
        }
    }
}
