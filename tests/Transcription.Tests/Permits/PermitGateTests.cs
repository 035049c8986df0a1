using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Permits;

namespace Speech.Transcription.Tests.Permits;

public sealed class PermitGateTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Rejects_at_once_when_all_permits_are_in_use()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 3 }, _time);
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
        using var gate = new PermitGate(new PermitOptions { Permits = 1 }, _time);
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
        using var gate = new PermitGate(new PermitOptions { Permits = 4 }, _time);
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

    [Fact]
    public async Task Admitted_requests_wait_in_order_and_further_ones_are_rejected()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 1, MaxWaiting = 2, MaxWaitingPerClient = 2 }, _time);
        using var first = gate.Admit("a");
        var running = await first.EnterAsync(Stop);
        Assert.Equal((1, 0), (gate.InFlight, gate.Waiting));
        using var second = gate.Admit("a");
        using var third = gate.Admit("b");
        var (next, last) = (second.EnterAsync(Stop), third.EnterAsync(Stop));

        Assert.Throws<OverCapacityException>(() => gate.Admit("c"));
        Assert.False(next.IsCompleted);
        running.Dispose();
        (await next).Dispose();
        (await last).Dispose();
        Assert.Equal((0, 0), (gate.InFlight, gate.Waiting));
    }

    [Fact]
    public async Task The_turn_of_a_live_session_waits_in_order_with_requests()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 1 }, _time);
        var running = gate.Enter();
        using var before = gate.Admit("a");
        var first = before.EnterAsync(Stop);
        var turn = gate.EnterAsync(TimeSpan.FromSeconds(30), Stop);
        using var after = gate.Admit("a");
        var last = after.EnterAsync(Stop);

        running.Dispose();
        Assert.Throws<OverCapacityException>(gate.Enter);
        (await first).Dispose();
        Assert.False(last.IsCompleted);
        (await turn).Dispose();
        (await last).Dispose();
    }

    [Fact]
    public async Task A_request_that_waits_too_long_is_rejected_and_gives_its_place_back()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 1, MaxWait = TimeSpan.FromSeconds(5) }, _time);
        using var permit = gate.Enter();
        using (var admission = gate.Admit("a"))
        {
            var entering = admission.EnterAsync(Stop);
            _time.Advance(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<OverCapacityException>(() => entering);
        }
        Assert.Equal((1, 0), (gate.InFlight, gate.Waiting));
    }

    [Fact]
    public async Task A_cancelled_wait_is_a_cancellation_and_takes_no_permit()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 1 }, _time);
        using var gone = new CancellationTokenSource();
        var permit = gate.Enter();
        using var admission = gate.Admit("a");
        var entering = admission.EnterAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);
        permit.Dispose();
        Assert.Equal(0, gate.InFlight);
    }

    [Fact]
    public void One_client_does_not_take_every_slot()
    {
        using var gate = new PermitGate(new PermitOptions { MaxWaiting = 4, MaxWaitingPerClient = 2 }, _time);
        var mine = new[] { gate.Admit("a"), gate.Admit("a") };

        Assert.Throws<OverCapacityException>(() => gate.Admit("a"));
        using (gate.Admit("b")) Assert.Equal(3, gate.Waiting);
        mine[0].Dispose();
        mine[0].Dispose();
        using (gate.Admit("a")) Assert.Throws<OverCapacityException>(() => gate.Admit("a"));
    }

    [Fact]
    public void Retry_after_is_the_time_that_those_who_wait_need()
    {
        using var gate = new PermitGate(new PermitOptions { Permits = 2, MaxWaiting = 8, MaxWaitingPerClient = 8 }, _time);
        Assert.Equal(TimeSpan.FromSeconds(1), gate.RetryAfter);
        var first = gate.Enter();
        _time.Advance(TimeSpan.FromSeconds(20));
        // None has ended yet: they take at least as long as the first one has taken.
        Assert.Equal(TimeSpan.FromSeconds(20), gate.RetryAfter);
        first.Dispose();

        // Four rounds of two, and the one that is in flight.
        for (var waiting = 0; waiting < 8; waiting++) gate.Admit("a");
        Assert.Equal(TimeSpan.FromSeconds(100), Assert.Throws<OverCapacityException>(() => gate.Admit("b")).RetryAfter);
        // The measure follows what changes.
        for (var run = 0; run < 50; run++) gate.Enter().Dispose();
        Assert.Equal(TimeSpan.FromSeconds(1), gate.RetryAfter);
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
