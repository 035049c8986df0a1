using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Models;

/// <summary>Whether the models work, which means that they have run and have not broken down since.</summary>
/// <param name="speech">The model that transcribes.</param>
/// <param name="logger">Told why a trial failed.</param>
/// <param name="speakers">The model that tells speakers apart; null where there is none.</param>
public sealed partial class ModelHealth(ModelSource<ISpeechModel> speech, ILogger<ModelHealth> logger, ModelSource<ISpeakerModel>? speakers = null)
{
    private readonly Lock _lock = new();
    private Task? _trial;
    private volatile string? _problem = "The model is still loading: it has not run yet";

    /// <summary>What stands in the way, fit for a client; null when the model works.</summary>
    public string? Problem => _problem;

    /// <summary>Loads the model and runs its networks, unless that is going on already.</summary>
    /// <returns>Ends with the trial, and never fails: <see cref="Problem"/> tells how it went.</returns>
    public Task TryAsync()
    {
        lock (_lock)
        {
            return _trial is { IsCompleted: false } ? _trial : _trial = Task.Run(RunAsync);
        }
    }

    internal void ReportSuccess() => _problem = null;

    /// <summary>A request broke down. Its audio may be to blame, so a trial decides.</summary>
    internal void ReportDoubt() => TryAsync();

    private async Task RunAsync()
    {
        try
        {
            // Tied neither to a caller nor to his patience: a probe that goes away must not undo the trial for the next one.
            await TryAsync(speech).ConfigureAwait(false);
            if (speakers is not null) await TryAsync(speakers).ConfigureAwait(false);
            ReportSuccess();
        }
        catch (Exception reason)
        {
            // The source has logged a failed load already.
            if (reason is not ModelUnavailableException) LogFailed(reason);
            _problem = reason is TranscriptionException ? reason.Message : $"The model does not work ({reason.GetType().Name})";
        }
    }

    private static async Task TryAsync<TModel>(ModelSource<TModel> source) where TModel : class, IModel
    {
        var model = await source.LoadAsync().ConfigureAwait(false);
        await model.TryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The trial run of the model failed")]
    private partial void LogFailed(Exception reason);
}
