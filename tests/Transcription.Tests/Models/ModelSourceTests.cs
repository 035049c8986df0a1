using Microsoft.Extensions.Time.Testing;
using Speech.Hub.Errors;
using Speech.Hub.Settings;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Models;

public sealed class ModelSourceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeModel _model = new();

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_callers_share_one_load()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var loader = new FakeLoader(_ => loaded.Task);
        await using var source = Source(loader);

        var waiting = Enumerable.Range(0, 64).Select(_ => Task.Run(() => source.GetAsync(Stop))).ToList();
        await loader.Started.ReadAsync(Stop);
        loaded.SetResult(_model);

        Assert.All(await Task.WhenAll(waiting), model => Assert.Same(_model, model));
        Assert.Same(_model, await source.GetAsync(Stop));
        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task Loads_nothing_before_the_first_call()
    {
        var loader = FakeLoader.Of(_model);
        await using (Source(loader))
        {
        }

        Assert.Equal(0, loader.Loads);
    }

    [Fact]
    public async Task A_prepared_model_is_loaded_once_and_its_failure_reported_to_who_asks_for_it()
    {
        var loader = new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException()));
        await using var source = Source(loader);

        source.Prepare();
        await loader.Started.ReadAsync(Stop);
        await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        source.Prepare();

        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_cancel_the_load_for_the_others()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var loader = new FakeLoader(_ => loaded.Task);
        await using var source = Source(loader);
        using var cancelled = new CancellationTokenSource();

        var first = source.GetAsync(cancelled.Token);
        var second = source.GetAsync(Stop);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        loaded.SetResult(_model);
        Assert.Same(_model, await second);
        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task A_load_that_exceeds_the_timeout_is_reported_and_continues()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        await using var source = Source(new FakeLoader(_ => loaded.Task));

        var waiting = source.GetAsync(Stop);
        _time.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => waiting);
        Assert.Contains("still loading", exception.Message, StringComparison.Ordinal);
        loaded.SetResult(_model);
        Assert.Same(_model, await source.GetAsync(Stop));
    }

    [Fact]
    public async Task A_failed_load_is_reported_and_retried_after_a_delay()
    {
        var loader = new FakeLoader(number => number == 1
            ? Task.FromException<ISpeechModel>(new IOException("secret/path"))
            : Task.FromResult<ISpeechModel>(_model));
        await using var source = Source(loader);

        var first = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        _time.Advance(first.RetryAfter / 2);
        var second = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal(1, loader.Loads);
        Assert.Equal(first.RetryAfter / 2, second.RetryAfter);

        _time.Advance(second.RetryAfter);
        Assert.Same(_model, await source.GetAsync(Stop));
        Assert.Equal(2, loader.Loads);
        Assert.Contains("a file cannot be read", first.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_consecutive_failure_doubles_the_delay_up_to_five_seconds()
    {
        await using var source = Source(new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException())));

        var delays = new List<double>();
        for (var times = 0; times < 6; times++)
        {
            var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
            delays.Add(exception.RetryAfter.TotalSeconds);
            _time.Advance(exception.RetryAfter);
        }

        Assert.Equal([1, 2, 4, 5, 5, 5], delays);
    }

    [Fact]
    public async Task A_load_that_fails_slowly_is_retried_after_as_long_a_delay()
    {
        await using var source = Source(new FakeLoader(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            return Task.FromException<ISpeechModel>(new IOException());
        }));

        var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal(TimeSpan.FromSeconds(40), exception.RetryAfter);
    }

    [Fact]
    public async Task A_download_that_has_waited_for_the_Hub_is_retried_soon()
    {
        // Only the client can create its exceptions; which one it is does not matter.
        HubException failure = Assert.Throws<HubSettingException>(
            () => HubOptions.FromEnvironment(name => name == "HF_ENDPOINT" ? "nowhere" : null));
        await using var source = Source(new FakeLoader(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(40));
            return Task.FromException<ISpeechModel>(failure);
        }));

        var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal(TimeSpan.FromSeconds(1), exception.RetryAfter);
    }

    [Fact]
    public async Task Includes_messages_that_an_engine_wrote_for_clients()
    {
        var failure = new WhisperException("The checkpoint has no tokenizer.");
        await using var source = Source(new FakeLoader(_ => Task.FromException<ISpeechModel>(failure)));

        var exception = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal("The model failed to load: The checkpoint has no tokenizer.", exception.Message);
    }

    [Fact]
    public async Task Disposing_cancels_a_running_load_and_disposes_a_loaded_model()
    {
        var loader = new FakeLoader(_ => new TaskCompletionSource<ISpeechModel>().Task);
        var endless = Source(loader);
        var waiting = endless.GetAsync(Stop);
        await loader.Started.ReadAsync(Stop);
        await endless.DisposeAsync();
        await Assert.ThrowsAsync<ModelUnavailableException>(() => waiting);

        var source = Source(FakeLoader.Of(_model));
        await source.GetAsync(Stop);
        await source.DisposeAsync();
        Assert.True(_model.IsDisposed);
    }

    private ModelSource<ISpeechModel> Source(IModelLoader<ISpeechModel> loader) => Sources.Create(loader, _time);
}
