using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Models;
using Speech.Transcription.Settings;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Models;

public sealed class ModelHealthTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeModel _model = new();

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    [Fact]
    public async Task A_model_works_once_it_has_run()
    {
        var health = Health(FakeLoader.Of(_model));
        Assert.NotNull(health.Problem);

        await health.TryAsync();

        Assert.Null(health.Problem);
        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task However_many_probe_one_trial_runs()
    {
        var gate = new TaskCompletionSource();
        _model.Gate = gate.Task;
        var health = Health(FakeLoader.Of(_model));

        var trials = Enumerable.Range(0, 32).Select(_ => health.TryAsync()).ToList();
        await _model.Started.ReadAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(health.Problem);
        gate.SetResult();
        await Task.WhenAll(trials);

        Assert.Equal(1, _model.Runs);
    }

    [Fact]
    public async Task A_trial_waits_for_a_slow_load_without_losing_patience()
    {
        var loaded = new TaskCompletionSource<ISpeechModel>();
        var health = Health(new FakeLoader(_ => loaded.Task));

        var trial = health.TryAsync();
        _time.Advance(TimeSpan.FromHours(1));
        loaded.SetResult(_model);
        await trial;

        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task A_failed_load_is_the_problem_until_a_later_one_succeeds()
    {
        var health = Health(new FakeLoader(number => number == 1 ? Task.FromException<ISpeechModel>(new IOException()) : Task.FromResult<ISpeechModel>(_model)));

        await health.TryAsync();
        Assert.Contains("IOException", health.Problem, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(1));
        await health.TryAsync();
        Assert.Null(health.Problem);
    }

    [Fact]
    public async Task A_model_that_stops_working_is_found_out_and_found_to_work_again()
    {
        var health = Health(FakeLoader.Of(_model));
        await health.TryAsync();

        _model.Fault = new InvalidOperationException("internals");
        await health.TryAsync();
        Assert.Equal("The model does not work (InvalidOperationException)", health.Problem);

        _model.Fault = null;
        await health.TryAsync();
        Assert.Null(health.Problem);
    }

    private ModelHealth Health(ISpeechModelLoader loader)
        => new(new ModelSource<ISpeechModel>(loader, "any", TimeSpan.FromMinutes(1), _time, NullLogger<ModelSource<ISpeechModel>>.Instance), NullLogger<ModelHealth>.Instance);
}
