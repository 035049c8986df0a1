using Microsoft.Extensions.Logging;

namespace Speech.Storage.Jobs;

/// <summary>Deletes expired jobs when the host starts and then periodically. Jobs that expire while no host runs are deleted by the next
/// one.</summary>
internal sealed partial class JobCleanupService(JobStore jobs, TimeProvider time, ILogger<JobCleanupService> logger)
    : PeriodicService(Interval, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override Task RunOnceAsync(CancellationToken stoppingToken) => jobs.DeleteExpiredAsync(stoppingToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleting expired jobs failed; the next attempt is in ten minutes: {Error}")]
    protected override partial void LogFailed(string error);
}
