using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Models;

/// <summary>Whether the models are healthy: they have run successfully, and no request has failed on them since.</summary>
/// <param name="speech">The ASR model.</param>
/// <param name="logger">Logs failed checks.</param>
/// <param name="speakers">The diarization model; null where none is configured.</param>
public sealed partial class ModelHealth(
    ModelSource<ISpeechModel> speech, ILogger<ModelHealth> logger, ModelSource<ISpeakerModel>? speakers = null)
{
    private readonly Lock _lock = new();
    private Task? _check;
    private volatile string? _problem = "The model is still loading: it has not run yet";

    /// <summary>Why the models are not healthy, as a sentence for clients; null when they are.</summary>
    public string? Problem => _problem;

    /// <summary>Loads the models and runs their networks, unless a check is already running.</summary>
    /// <returns>Completes with the check and never fails: <see cref="Problem"/> has the result.</returns>
    public Task CheckAsync()
    {
        lock (_lock)
        {
            return _check is { IsCompleted: false } ? _check : _check = Task.Run(RunAsync);
        }
    }

    internal void ReportSuccess() => _problem = null;

    /// <summary>Reports a failed request. Its audio may be the cause, so a check decides.</summary>
    internal void ReportFailure() => CheckAsync();

    private async Task RunAsync()
    {
        try
        {
            // Independent of any caller and its timeout: a probe that disconnects must not cancel the check for the next one.
            await WarmUpAsync(speech).ConfigureAwait(false);
            if (speakers is not null) await WarmUpAsync(speakers).ConfigureAwait(false);
            ReportSuccess();
        }
        catch (Exception exception)
        {
            // The source has already logged a failed load.
            if (exception is not ModelUnavailableException) LogFailed(exception);
            _problem = exception is TranscriptionException ? exception.Message : $"The model does not work ({exception.GetType().Name})";
        }
    }

    private static async Task WarmUpAsync<TModel>(ModelSource<TModel> source) where TModel : class, IModel
    {
        var model = await source.LoadAsync().ConfigureAwait(false);
        await model.WarmUpAsync(CancellationToken.None).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The health check of the model failed")]
    private partial void LogFailed(Exception exception);
}
