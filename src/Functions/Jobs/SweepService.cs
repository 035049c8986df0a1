namespace Speech.Functions.Jobs;

/// <summary>Deletes what has expired, from the start of a host on and as long as it runs. What expires while no host is there goes with the next one.</summary>
internal sealed partial class SweepService(JobStore jobs, TimeProvider time, ILogger<SweepService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts without waiting for the storage.
        await Task.Yield();
        while (true)
        {
            try
            {
                await jobs.SweepAsync(stoppingToken);
            }
            catch (Exception reason) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnswept(reason.Message);
            }
            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Expired jobs stay for now, and are tried again in ten minutes: {Reason}")]
    private partial void LogUnswept(string reason);
}
