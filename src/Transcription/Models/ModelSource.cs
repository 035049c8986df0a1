using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Speech.Transcription.Telemetry;

namespace Speech.Transcription.Models;

/// <summary>A model of the process, loaded when it is first asked for.</summary>
/// <typeparam name="TModel">What kind of model.</typeparam>
/// <param name="loader">Loads it.</param>
/// <param name="name">What the settings call it, for the log.</param>
/// <param name="patience">How long a request waits for a load.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of loads.</param>
/// <param name="telemetry">Told what they took; null for nobody.</param>
/// <remarks>However many ask, one load runs. Who stops waiting does not stop it for the others. A failed load is told, and tried
/// again by the first who asks after a pause.</remarks>
public sealed partial class ModelSource<TModel>(
    IModelLoader<TModel> loader, string name, TimeSpan patience, TimeProvider time, ILogger<ModelSource<TModel>> logger, SpeechTelemetry? telemetry = null) : IAsyncDisposable
    where TModel : class, IModel
{
    private readonly Lock _lock = new();
    private readonly RetryBackoff _backoff = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), time);
    private readonly CancellationTokenSource _stopping = new();
    private Task<TModel>? _load;
    private Exception? _failure;

    /// <summary>The model, loaded if need be.</summary>
    /// <param name="cancellationToken">Stops the waiting of this caller only.</param>
    /// <exception cref="ModelUnavailableException">It failed to load, or loads for longer than a request waits.</exception>
    public async Task<TModel> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync().WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw ModelUnavailableException.Loading();
        }
    }

    /// <summary>Ends a running load and frees the model.</summary>
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

    /// <summary>The running load, the loaded model, or a new load; without an end to the waiting.</summary>
    internal Task<TModel> LoadAsync()
    {
        lock (_lock)
        {
            if (_load is { IsFaulted: false }) return _load;
            if (_failure is { } reason && _backoff.Remaining is var left && left > TimeSpan.Zero)
                throw ModelUnavailableException.Failed(reason, left);
            return _load = Task.Run(LoadOnceAsync);
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
            var duration = time.GetElapsedTime(started);
            telemetry?.Loaded(name, duration, isLoaded: true);
            LogLoaded(name, duration.TotalSeconds);
            return model;
        }
        catch (Exception reason)
        {
            activity?.SetStatus(ActivityStatusCode.Error, reason.GetType().Name);
            telemetry?.Loaded(name, time.GetElapsedTime(started), isLoaded: false);
            LogFailed(reason, name);
            throw Failed(reason);
        }
    }

    private ModelUnavailableException Failed(Exception reason)
    {
        lock (_lock)
        {
            _failure = reason;
            _backoff.RecordFailure();
            return ModelUnavailableException.Failed(reason, _backoff.Remaining);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading the model {Model}")]
    private partial void LogLoading(string model);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the model {Model} in {Seconds:0.0} s")]
    private partial void LogLoaded(string model, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The model {Model} failed to load")]
    private partial void LogFailed(Exception reason, string model);
}
