using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Models;

public sealed class ModelHealthTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeModel _model = new();

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    [Fact]
    public async Task A_model_is_healthy_once_it_has_run()
    {
        var health = Health(FakeLoader.Of(_model));
        Assert.NotNull(health.Problem);

        await health.CheckAsync();

        Assert.Null(health.Problem);
        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task The_first_request_runs_the_models_in_place_of_the_check()
    {
        var health = Health(FakeLoader.Of(_model));
        using (health.Use())
        {
            await health.CheckAsync();
            Assert.Equal(0, _model.Runs);
            Assert.NotNull(health.Problem);
            health.ReportSuccess();
            Assert.Null(health.Problem);
            await health.CheckAsync();
        }

        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task A_first_request_that_fails_leaves_the_run_to_the_next_check()
    {
        var health = Health(FakeLoader.Of(_model));
        using (health.Use())
        {
            health.ReportFailure();
            await health.CheckAsync();
            Assert.NotNull(health.Problem);
        }

        await health.CheckAsync();
        Assert.Null(health.Problem);
        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task Speech_alone_says_nothing_of_the_diarization()
    {
        var speakers = Sources.Create(FakeSpeakers.Loader(() => Task.FromException<ISpeakerModel>(new IOException())));
        var speech = Sources.Create(FakeLoader.Of(_model), _time);
        var health = new ModelHealth(speech, _time, NullLogger<ModelHealth>.Instance, speakers);
        await health.CheckAsync();
        health.ReportSpeechSuccess();
        Assert.NotNull(health.Problem);
        health.ReportSuccess();
        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task Concurrent_checks_run_once()
    {
        var gate = new TaskCompletionSource();
        _model.Gate = gate.Task;
        var health = Health(FakeLoader.Of(_model));

        var checks = Enumerable.Range(0, 32).Select(_ => health.CheckAsync()).ToList();
        await _model.Started.ReadAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(health.Problem);
        gate.SetResult();
        await Task.WhenAll(checks);

        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task Models_load_at_the_same_time()
    {
        var (speech, speakers) = (new TaskCompletionSource<ISpeechModel>(), new TaskCompletionSource());
        var health = new ModelHealth(
            Sources.Create(new FakeLoader(_ => speech.Task), _time), _time, NullLogger<ModelHealth>.Instance,
            Sources.Create(FakeSpeakers.Loader(() =>
            {
                speakers.SetResult();
                return Task.FromResult<ISpeakerModel>(new FakeSpeakers());
            }), _time));

        var check = health.CheckAsync();
        await speakers.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(health.Problem);
        speech.SetResult(_model);
        await check;

        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task A_check_waits_for_a_slow_load_without_a_timeout()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var health = Health(new FakeLoader(_ => loaded.Task));

        var check = health.CheckAsync();
        _time.Advance(TimeSpan.FromHours(1));
        loaded.SetResult(_model);
        await check;

        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task A_failed_load_is_the_problem_until_a_later_load_succeeds()
    {
        var health = Health(new FakeLoader(number => number == 1
            ? Task.FromException<ISpeechModel>(new IOException())
            : Task.FromResult<ISpeechModel>(_model)));

        await health.CheckAsync();
        Assert.Contains("a file cannot be read", health.Problem, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(1));
        await health.CheckAsync();
        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task Detects_a_model_that_fails_and_one_that_works_again()
    {
        var health = Health(FakeLoader.Of(_model));
        await health.CheckAsync();

        _model.Fault = new InvalidOperationException("internals");
        await health.CheckAsync();
        Assert.Equal("The model does not work: an unexpected error; the log has the details", health.Problem);

        _model.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        await health.CheckAsync();
        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task A_model_that_loads_but_does_not_run_is_loaded_anew_after_a_delay()
    {
        await using var broken = new FakeModel { Fault = new InvalidOperationException("a damaged weight") };
        var loader = new FakeLoader(number => Task.FromResult<ISpeechModel>(number == 1 ? broken : _model));
        var health = Health(loader);
        await health.CheckAsync();

        for (var probe = 0; probe < 10; probe++) await health.CheckAsync();
        Assert.Equal((1, 1), (broken.Runs, loader.Loads));
        Assert.True(broken.IsDisposed);
        Assert.NotNull(health.Problem);

        _time.Advance(TimeSpan.FromSeconds(5));
        await health.CheckAsync();
        Assert.Equal((1, 2), (_model.Runs, loader.Loads));
        Assert.Null(health.Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mend_is_noticed_within_ten_seconds_after_any_time_without_a_load_for_each_probe(bool loads)
    {
        var mended = false;
        var broken = new FakeModel { Fault = new InvalidOperationException("a damaged weight") };
        var loader = new FakeLoader(_ => mended ? Task.FromResult<ISpeechModel>(_model)
            : loads ? Task.FromResult<ISpeechModel>(broken) : Task.FromException<ISpeechModel>(new IOException("no such file")));
        var health = Health(loader);
        for (var probe = 0; probe < 3600; probe++) await ProbeAsync();
        Assert.InRange(loader.Loads, 3600 / 10, 3600 / 5 + 5);
        Assert.NotNull(health.Problem);

        mended = true;
        for (var probe = 0; probe < 10; probe++) await ProbeAsync();
        Assert.Null(health.Problem);

        Task ProbeAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return health.CheckAsync();
        }
    }

    [Fact]
    public async Task A_model_that_a_request_uses_is_not_unloaded()
    {
        _model.Fault = new InvalidOperationException();
        var loader = FakeLoader.Of(_model);
        var health = Health(loader);
        using (health.Use()) await health.CheckAsync();
        Assert.False(_model.IsDisposed);

        _time.Advance(TimeSpan.FromSeconds(5));
        await health.CheckAsync();
        Assert.True(_model.IsDisposed);
    }

    private ModelHealth Health(IModelLoader<ISpeechModel> loader)
        => new(Sources.Create(loader, _time), _time, NullLogger<ModelHealth>.Instance);
}
