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
    public async Task A_passing_failure_is_tried_again_after_growing_waits(string path, int status)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil(path, [.. Enumerable.Repeat(new Fault.Status(status), 4)]);

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);

        Assert.Equal([0.5, 1, 2, 4], stage.Clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task The_number_of_attempts_is_bounded_and_the_last_status_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil(List, [.. Enumerable.Repeat(new Fault.Status(503), 100)]);

        var e = await Assert.ThrowsAsync<HubServerException>(() => stage.GetAsync(options: stage.Options with { MaxAttempts = 3 }));

        Assert.Equal(503, e.Status);
        Assert.Equal(3, stage.Hub.Seen.Count);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Tue, 01 Jan 2030 00:00:11 GMT", 11)]
    [InlineData("Mon, 31 Dec 2029 00:00:00 GMT", 0)]
    public async Task Retry_After_is_kept_to_be_it_seconds_or_a_date(string retryAfter, double seconds)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil(List, new Fault.Status(429, retryAfter));

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);

        Assert.Equal(seconds, stage.Clock.Waits.Sum(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_Hub_that_asks_for_too_long_a_wait_is_given_up_at_once()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil(List, new Fault.Status(429, "299"));

        var e = await Assert.ThrowsAsync<HubServerException>(() => stage.GetAsync());

        Assert.Equal((429, TimeSpan.FromSeconds(299)), (e.Status, e.RetryAfter));
        Assert.Empty(stage.Clock.Waits);
    }

    [Fact]
    public async Task A_line_that_breaks_again_and_again_still_finishes_a_file_as_long_as_it_gets_on()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil(Weights, [.. Enumerable.Repeat(new Fault.Break(20_000), 14)]);

        Stage.HoldsFiles(await stage.GetAsync(options: stage.Options with { MaxAttempts = 2 }), model, Weights);

        Assert.Equal(15, stage.Hub.Downloads(Weights).Count());
        Assert.All(stage.Clock.Waits, wait => Assert.Equal(0.5, wait.TotalSeconds));
    }

    [Fact]
    public async Task A_line_that_never_gets_further_is_given_up()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil(Weights, [.. Enumerable.Repeat(new Fault.EndEarly(0), 100)]);

        await Assert.ThrowsAsync<HubServerException>(() => stage.GetAsync());

        Assert.Equal(5, stage.Hub.Downloads(Weights).Count());
    }

    [Fact]
    public async Task A_Hub_that_stays_silent_counts_as_unreachable()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil(List, [.. Enumerable.Repeat(new Fault.Silence(), 3)]);
        var impatient = stage.Options with { SilenceTimeout = TimeSpan.FromSeconds(20), MaxAttempts = 3 };

        await Assert.ThrowsAsync<HubUnreachableException>(() => stage.GetAsync(options: impatient));

        Assert.Equal(3, stage.Clock.Waits.Count(wait => wait == impatient.SilenceTimeout));
    }

    [Fact]
    public async Task Waiting_for_another_attempt_ends_when_the_caller_cancels()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil(List, new Fault.Status(503));
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stage.Cancellation);

        var download = stage.Client(time: clock).GetFolderAsync("org/tiny", Stage.Files, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }
}
