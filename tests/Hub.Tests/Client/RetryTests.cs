using Microsoft.Extensions.Time.Testing;
using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class RetryTests
{
    private const string Weights = "model.safetensors";
    private const string List = "/revision/main";

    [Theory]
    [InlineData(List, 500)]
    [InlineData(List, 503)]
    [InlineData(List, 408)]
    [InlineData("/config.json", 502)]
    [InlineData(Weights, 504)]
    [InlineData(Weights, 403)]
    public async Task Transient_failures_are_retried_with_exponential_backoff(string path, int status)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults(path, [.. Enumerable.Repeat(new Fault.Status(status), 4)]);

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);

        Assert.Equal([0.5, 1, 2, 4], fixture.Clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task The_number_of_attempts_is_limited_and_the_last_status_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults(List, [.. Enumerable.Repeat(new Fault.Status(503), 100)]);

        var exception = await Assert.ThrowsAsync<HubServerException>(() =>
            fixture.GetAsync(options: fixture.Options with { MaxAttempts = 3 }));

        Assert.Equal(503, exception.Status);
        Assert.Equal(3, fixture.Hub.Requests.Count);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Tue, 01 Jan 2030 00:00:11 GMT", 11)]
    [InlineData("Mon, 31 Dec 2029 00:00:00 GMT", 0)]
    public async Task Retry_After_is_respected_as_seconds_or_as_a_date(string retryAfter, double seconds)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults(List, new Fault.Status(429, retryAfter));

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);

        Assert.Equal(seconds, fixture.Clock.Waits.Sum(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Fails_at_once_if_Retry_After_is_too_long()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults(List, new Fault.Status(429, "299"));

        var exception = await Assert.ThrowsAsync<HubServerException>(() => fixture.GetAsync());

        Assert.Equal((429, TimeSpan.FromSeconds(299)), (exception.Status, exception.RetryAfter));
        Assert.Empty(fixture.Clock.Waits);
    }

    [Fact]
    public async Task An_unreliable_connection_completes_a_file_while_it_makes_progress()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults(Weights, [.. Enumerable.Repeat(new Fault.Break(20_000), 14)]);

        HubFixture.AssertContains(await fixture.GetAsync(options: fixture.Options with { MaxAttempts = 2 }), model, Weights);

        Assert.Equal(15, fixture.Hub.Downloads(Weights).Count());
        Assert.All(fixture.Clock.Waits, wait => Assert.Equal(0.5, wait.TotalSeconds));
    }

    [Fact]
    public async Task Fails_without_progress()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults(Weights, [.. Enumerable.Repeat(new Fault.EndEarly(0), 100)]);

        await Assert.ThrowsAsync<HubServerException>(() => fixture.GetAsync());

        Assert.Equal(5, fixture.Hub.Downloads(Weights).Count());
    }

    [Fact]
    public async Task An_idle_connection_counts_as_unreachable()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults(List, [.. Enumerable.Repeat(new Fault.Silence(), 3)]);
        var options = fixture.Options with { IdleTimeout = TimeSpan.FromSeconds(20), MaxAttempts = 3 };

        await Assert.ThrowsAsync<HubUnreachableException>(() => fixture.GetAsync(options: options));

        Assert.Equal(3, fixture.Clock.Waits.Count(wait => wait == options.IdleTimeout));
    }

    [Fact]
    public async Task Cancellation_ends_the_delay_before_a_retry()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults(List, new Fault.Status(503));
        var clock = new FakeTimeProvider();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(HubFixture.CancellationToken);

        var download = fixture.Client(time: clock).GetFolderAsync("org/tiny", HubFixture.Files, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }
}
