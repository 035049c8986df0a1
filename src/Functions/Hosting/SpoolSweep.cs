using Speech.Audio.Input;

namespace Speech.Functions.Hosting;

/// <summary>Deletes the audio that killed processes have left in the temporary folder, while the host starts.</summary>
internal sealed partial class SpoolSweep(ILogger<SpoolSweep> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (SpoolFiles.Sweep() is > 0 and var deleted) LogDeleted(deleted);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogFailed(exception);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Files} temporary files of processes that have ended")]
    private partial void LogDeleted(int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The temporary folder cannot be read")]
    private partial void LogFailed(Exception exception);
}
