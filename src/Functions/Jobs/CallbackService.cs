namespace Speech.Functions.Jobs;

/// <summary>Sends call-backs as long as the host runs.</summary>
internal sealed partial class CallbackService(CallbackSender sender, TimeProvider time, ILogger<CallbackService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for the storage.
        await Task.Yield();
        while (true)
        {
            try
            {
                await sender.SendDueAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.InnerException?.Message ?? exception.Message);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sending call-backs failed; the next attempt is in five seconds: {Error}")]
    private partial void LogFailed(string error);
}
