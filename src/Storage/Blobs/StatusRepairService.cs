using Microsoft.Extensions.Logging;

namespace Speech.Storage.Blobs;

/// <summary>Corrects abandoned statuses when the host starts and then periodically.</summary>
internal sealed partial class StatusRepairService(StatusRepair repair, TimeProvider time, ILogger<StatusRepairService> logger)
    : PeriodicService(Interval, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        if (await repair.RunAsync(stoppingToken).ConfigureAwait(false) is > 0 and var count) LogRepaired(count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Corrected {Count} statuses of work that was broken off")]
    private partial void LogRepaired(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Correcting statuses failed; the next attempt is in a minute: {Error}")]
    protected override partial void LogFailed(string error);
}
