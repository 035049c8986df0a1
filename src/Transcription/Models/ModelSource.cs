using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Speech.Hub.Errors;
using Speech.Onnx.Sessions;
using Speech.Transcription.Telemetry;

namespace Speech.Transcription.Models;

/// <summary>Loads a model on first use and shares it.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
/// <param name="loader">Loads the model.</param>
/// <param name="name">The model's name in the settings, for logs and metrics.</param>
/// <param name="loadTimeout">How long a request waits for a load.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Logs loads.</param>
/// <param name="telemetry">Records load durations.</param>
/// <remarks>Concurrent callers share one load, and a caller that stops waiting does not cancel it for the others. A failed load is
/// reported to every caller for a few seconds, or for as long as it took; the next caller then starts a new one, so that health soon
/// notices files that were mended.</remarks>
public sealed partial class ModelSource<TModel>(
    IModelLoader<TModel> loader, string name, TimeSpan loadTimeout, TimeProvider time, ILogger<ModelSource<TModel>> logger,
    SpeechTelemetry telemetry) : IAsyncDisposable
    where TModel : class, IModel
{
    private readonly Lock _lock = new();
    private readonly RetryBackoff _backoff = ModelRetry.CreateBackoff(time);
    private readonly CancellationTokenSource _stopping = new();
    private Task<TModel>? _load;
    private Exception? _failure;

    /// <summary>Returns the model and loads it if necessary.</summary>
    /// <param name="cancellationToken">Cancels the waiting of this caller only.</param>
    /// <exception cref="ModelUnavailableException">The load failed, or takes longer than a request waits.</exception>
    public async Task<TModel> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync().WaitAsync(loadTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw ModelUnavailableException.Loading();
        }
    }

    /// <summary>Begins to load the model unless that has happened already; <see cref="GetAsync"/> reports a failure.</summary>
    public void Prepare()
    {
        try
        {
            LoadAsync();
        }
        catch (ModelUnavailableException)
        {
            // The last load has just failed.
        }
    }

    /// <summary>Cancels a running load and disposes the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_load is { } load)
        {
            await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (load.IsCompletedSuccessfully) await (await load.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        _stopping.Dispose();
    }

    /// <summary>The running load, the loaded model or a new load; without a timeout.</summary>
    internal Task<TModel> LoadAsync()
    {
        lock (_lock)
        {
            if (_load is { IsFaulted: false }) return _load;
            if (_failure is { } failure && _backoff.Remaining is var remaining && remaining > TimeSpan.Zero)
                throw ModelUnavailableException.LoadFailed(failure, remaining);
            return _load = Task.Run(LoadOnceAsync);
        }
    }

    /// <summary>Forgets a loaded model, so that the next caller loads it anew.</summary>
    /// <returns>The forgotten model, which the caller disposes; null where none is loaded.</returns>
    internal TModel? Forget()
    {
        lock (_lock)
        {
            if (_load is not { IsCompletedSuccessfully: true } loaded) return null;
            _load = null;
            return loaded.Result;
        }
    }

    private async Task<TModel> LoadOnceAsync()
    {
        using var activity = SpeechTelemetry.Activities.StartActivity("load")?.SetTag("model", name);
        var started = time.GetTimestamp();
        LogLoading(name);
        try
        {
            var model = await loader.LoadAsync(_stopping.Token).ConfigureAwait(false);
            OnnxRuntimeEnvironment.ReleaseFreedMemory();
            var duration = time.GetElapsedTime(started);
            telemetry.RecordModelLoad(name, duration, succeeded: true);
            LogLoaded(name, duration.TotalSeconds);
            return model;
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            var duration = time.GetElapsedTime(started);
            telemetry.RecordModelLoad(name, duration, succeeded: false);
            throw RecordFailure(exception, duration);
        }
    }

    private ModelUnavailableException RecordFailure(Exception exception, TimeSpan duration)
    {
        lock (_lock)
        {
            if (_failure?.Message == exception.Message) LogFailedAgain(name, exception.Message);
            else LogFailed(exception, name);
            _failure = exception;
            // A failed download has only waited.
            _backoff.RecordFailure(exception is HubException ? TimeSpan.Zero : duration);
            return ModelUnavailableException.LoadFailed(exception, _backoff.Remaining);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading the model {Model}")]
    private partial void LogLoading(string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the model {Model} in {Seconds:0.0} s")]
    private partial void LogLoaded(string model, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model {Model} failed to load")]
    private partial void LogFailed(Exception exception, string model);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model {Model} failed to load again: {Reason}")]
    private partial void LogFailedAgain(string model, string reason);
}
