using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Models;

/// <summary>Whether the models are healthy: they have run successfully, and no request has failed on them since.</summary>
/// <remarks>A model that loads but does not run is loaded anew, in case its files were mended: with a back-off, and only while no request
/// uses it.</remarks>
/// <param name="speech">The ASR model.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="logger">Logs failed checks.</param>
/// <param name="speakers">The diarization model; null where none is configured.</param>
public sealed partial class ModelHealth(
    ModelSource<ISpeechModel> speech, TimeProvider time, ILogger<ModelHealth> logger, ModelSource<ISpeakerModel>? speakers = null)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task _check = Task.CompletedTask;
    private RetryBackoff? _backoff;
    private int _requests;
    private bool _hasRun;
    private volatile string? _problem = "The model is still loading: it has not run yet";

    /// <summary>Why the models are not healthy, as a sentence for clients; null when they are. The result of the last check or
    /// request.</summary>
    public string? Problem => _problem;

    /// <summary>Loads the models and runs their networks, unless a check is already running, the last one failed a short while ago, or the
    /// first request runs them.</summary>
    /// <returns>Completes with the check and never fails: <see cref="Problem"/> has the result.</returns>
    public Task CheckAsync()
    {
        lock (_lock)
        {
            if (_check.IsCompleted && (_backoff is null || _backoff.Remaining == TimeSpan.Zero)) _check = Task.Run(RunAsync);
            return _check;
        }
    }

    /// <summary>Cancels a running check, and waits for it: the models are disposed after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task check;
        lock (_lock) check = _check;
        await check.ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Marks the models as used until disposal. Called before a request gets its models.</summary>
    internal IDisposable Use()
    {
        lock (_lock) _requests++;
        return new Release(() =>
        {
            lock (_lock) _requests--;
        });
    }

    internal void ReportSuccess()
    {
        lock (_lock) (_backoff, _problem, _hasRun) = (null, null, true);
    }

    /// <summary>Reports speech that was transcribed without a diarization, which says nothing of its networks.</summary>
    internal void ReportSpeechSuccess()
    {
        if (speakers is null) ReportSuccess();
    }

    /// <summary>Reports a failed request. Its audio may be the cause, so a check decides.</summary>
    internal void ReportFailure() => CheckAsync();

    private async Task RunAsync()
    {
        var started = time.GetTimestamp();
        try
        {
            // Independent of any caller and its timeout: a probe that disconnects must not cancel the check for the next one.
            var runs = await Task.WhenAll(RunOnceAsync(speech), speakers is null ? Task.FromResult(true) : RunOnceAsync(speakers))
                .ConfigureAwait(false);
            if (Array.TrueForAll(runs, hasRun => hasRun)) ReportSuccess();
        }
        catch (ModelUnavailableException exception)
        {
            // The source has already logged the failed load, and delays the next one.
            _problem = exception.Message;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            _problem = $"The model does not work: {ModelUnavailableException.ReasonOf(exception)}";
            await ForgetModelsAsync(time.GetElapsedTime(started)).ConfigureAwait(false);
        }
    }

    private async Task ForgetModelsAsync(TimeSpan duration)
    {
        IAsyncDisposable?[] forgotten;
        lock (_lock)
        {
            (_backoff ??= ModelRetry.CreateBackoff(time)).RecordFailure(duration);
            if (_requests > 0) return;
            forgotten = [speech.Forget(), speakers?.Forget()];
        }
        try
        {
            foreach (var model in forgotten)
                if (model is not null) await model.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    /// <summary>Loads a model and runs its networks, unless a request is about to do that for the first time: it does not wait for a run
    /// that shows no more than its own.</summary>
    /// <returns>Whether the networks have run.</returns>
    private async Task<bool> RunOnceAsync<TModel>(ModelSource<TModel> source) where TModel : class, IModel
    {
        var model = await source.LoadAsync().WaitAsync(_stopping.Token).ConfigureAwait(false);
        lock (_lock)
            if (_requests > 0 && !_hasRun) return false;
        await model.WarmUpAsync(_stopping.Token).ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The health check of the model failed")]
    private partial void LogFailed(Exception exception);
}
