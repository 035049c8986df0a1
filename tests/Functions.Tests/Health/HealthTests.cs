using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probes_alone_load_and_warm_up_the_model()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var model = new FakeModel();
        await using var endpoint = await Endpoint.StartAsync(loader: new FakeLoader(_ => loaded.Task));

        var before = await endpoint.GetAsync("/health");
        Assert.Equal(503, before.Status);
        Assert.NotEmpty(before.Sentence);

        loaded.SetResult(model);
        await model.Ended.ReadAsync(Stop);
        Assert.Equal("OK", await GetHealthAsync(endpoint));
        Assert.Equal(1, model.Runs);
    }

    [Fact]
    public async Task Liveness_does_not_depend_on_the_models_but_readiness_does()
    {
        await using var endpoint = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException())));

        var live = await endpoint.GetAsync("/health/live");
        var ready = await Endpoint.RepeatAsync(
            () => endpoint.GetAsync("/health/ready"), answer => answer.Sentence.Contains("failed", StringComparison.Ordinal));

        Assert.Equal((200, "OK"), (live.Status, live.Body));
        Assert.Equal(503, ready.Status);
        Assert.True(ready.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(503, (await endpoint.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task A_successful_request_makes_the_endpoint_healthy()
    {
        await using var endpoint = await Endpoint.StartAsync();
        await endpoint.PostAsync(Wave.File(Wave.Noise(1)), "audio/wav");

        var answer = await endpoint.GetAsync("/health");
        Assert.Equal((200, "OK"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_failed_load_is_reported_in_words()
    {
        await using var endpoint = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException("/secret/path"))));
        var request = await endpoint.PostAsync(Wave.File(Wave.Noise(1)), "audio/wav");
        Assert.Equal("The model failed to load: a file cannot be read; the log has the details", request.Sentence);

        var health = await Endpoint.RepeatAsync(
            () => endpoint.GetAsync("/health"), answer => answer.Sentence.Contains("cannot be read", StringComparison.Ordinal));

        Assert.Equal(503, health.Status);
        Assert.DoesNotContain("Exception", health.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", health.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warmup_runs_the_model_before_the_first_request()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("WARMUP", "true"));
        await endpoint.Model.Ended.ReadAsync(Stop);
        Assert.Equal("OK", await GetHealthAsync(endpoint));
    }

    [Fact]
    public async Task Without_warmup_nothing_is_loaded_before_the_first_request()
    {
        var loader = FakeLoader.Of(new FakeModel());
        await using var endpoint = await Endpoint.StartAsync(loader: loader);
        await endpoint.GetAsync("/");
        Assert.Equal(0, loader.Loads);
    }

    /// <summary>The run has ended, but the health may be updated only after another probe.</summary>
    private static async Task<string> GetHealthAsync(Endpoint endpoint)
        => (await Endpoint.RepeatAsync(() => endpoint.GetAsync("/health"), answer => answer.Status == 200)).Body;
}
