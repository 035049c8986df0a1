using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Models;

/// <summary>Whether the model works, which means that it has run and has not broken down since.</summary>
public sealed partial class ModelHealth(ModelSource models, ILogger<ModelHealth> logger)
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
            var model = await models.LoadAsync().ConfigureAwait(false);
            await model.TryAsync(CancellationToken.None).ConfigureAwait(false);
            ReportSuccess();
        }
        catch (Exception reason)
        {
            // The source has logged a failed load already.
            if (reason is not ModelUnavailableException) LogFailed(reason);
            _problem = reason is TranscriptionException ? reason.Message : $"The model does not work ({reason.GetType().Name})";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The trial run of the model failed")]
    private partial void LogFailed(Exception reason);
}
