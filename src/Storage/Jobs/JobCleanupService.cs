using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Speech.Storage.Jobs;

/// <summary>Deletes expired jobs when the host starts and then periodically. Jobs that expire while no host runs are deleted by the next
/// one.</summary>
internal sealed partial class JobCleanupService(JobStore jobs, TimeProvider time, ILogger<JobCleanupService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for the storage.
        await Task.Yield();
        while (true)
        {
            try
            {
                await jobs.DeleteExpiredAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.InnerException?.Message ?? exception.Message);
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleting expired jobs failed; the next attempt is in ten minutes: {Error}")]
    private partial void LogFailed(string error);
}
