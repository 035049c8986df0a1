using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Models;
using Speech.Transcription.Settings;
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
    public async Task However_many_ask_one_load_runs()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var loader = new FakeLoader(_ => loaded.Task);
        await using var source = Source(loader);

        var asking = Enumerable.Range(0, 64).Select(_ => Task.Run(() => source.GetAsync(Stop))).ToList();
        await loader.Started.ReadAsync(Stop);
        loaded.SetResult(_model);

        Assert.All(await Task.WhenAll(asking), model => Assert.Same(_model, model));
        Assert.Same(_model, await source.GetAsync(Stop));
        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task Nothing_is_loaded_before_somebody_asks()
    {
        var loader = FakeLoader.Of(_model);
        await using (Source(loader))
        {
        }

        Assert.Equal(0, loader.Loads);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_load_for_the_others()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var loader = new FakeLoader(_ => loaded.Task);
        await using var source = Source(loader);
        using var gone = new CancellationTokenSource();

        var first = source.GetAsync(gone.Token);
        var second = source.GetAsync(Stop);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        loaded.SetResult(_model);
        Assert.Same(_model, await second);
        Assert.Equal(1, loader.Loads);
    }

    [Fact]
    public async Task A_load_that_takes_longer_than_the_patience_is_told_and_goes_on()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        await using var source = Source(new FakeLoader(_ => loaded.Task));

        var asking = source.GetAsync(Stop);
        _time.Advance(TimeSpan.FromSeconds(61));

        var reason = await Assert.ThrowsAsync<ModelUnavailableException>(() => asking);
        Assert.Contains("still loading", reason.Message, StringComparison.Ordinal);
        loaded.SetResult(_model);
        Assert.Same(_model, await source.GetAsync(Stop));
    }

    [Fact]
    public async Task A_failed_load_is_told_and_tried_again_after_a_pause()
    {
        var loader = new FakeLoader(number => number == 1 ? Task.FromException<ISpeechModel>(new IOException("secret/path")) : Task.FromResult<ISpeechModel>(_model));
        await using var source = Source(loader);

        var first = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        _time.Advance(first.RetryAfter - TimeSpan.FromSeconds(1));
        var second = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal(1, loader.Loads);
        Assert.Equal(TimeSpan.FromSeconds(1), second.RetryAfter);

        _time.Advance(second.RetryAfter);
        Assert.Same(_model, await source.GetAsync(Stop));
        Assert.Equal(2, loader.Loads);
        Assert.Contains("IOException", first.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_failure_in_a_row_doubles_the_pause_up_to_a_minute()
    {
        await using var source = Source(new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException())));

        var pauses = new List<double>();
        for (var times = 0; times < 6; times++)
        {
            var reason = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
            pauses.Add(reason.RetryAfter.TotalSeconds);
            _time.Advance(reason.RetryAfter);
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], pauses);
    }

    [Fact]
    public async Task Words_that_an_engine_wrote_for_clients_are_passed_on()
    {
        await using var source = Source(new FakeLoader(_ => Task.FromException<ISpeechModel>(new WhisperException("The checkpoint has no tokenizer."))));

        var reason = await Assert.ThrowsAsync<ModelUnavailableException>(() => source.GetAsync(Stop));
        Assert.Equal("The model failed to load (WhisperException): The checkpoint has no tokenizer.", reason.Message);
    }

    [Fact]
    public async Task The_end_of_the_process_ends_a_running_load_and_frees_a_loaded_model()
    {
        var loader = new FakeLoader(_ => new TaskCompletionSource<ISpeechModel>().Task);
        var endless = Source(loader);
        var asking = endless.GetAsync(Stop);
        await loader.Started.ReadAsync(Stop);
        await endless.DisposeAsync();
        await Assert.ThrowsAsync<ModelUnavailableException>(() => asking);

        var source = Source(FakeLoader.Of(_model));
        await source.GetAsync(Stop);
        await source.DisposeAsync();
        Assert.True(_model.IsDisposed);
    }

    private ModelSource<ISpeechModel> Source(ISpeechModelLoader loader)
        => new(loader, "any", TimeSpan.FromMinutes(1), _time, NullLogger<ModelSource<ISpeechModel>>.Instance);
}
