using Microsoft.Extensions.Logging;

namespace Speech.Storage.Blobs;

/// <summary>Corrects abandoned statuses when the host starts and then periodically.</summary>
internal sealed partial class StatusRepairService(StatusRepair repair, TimeProvider time, ILogger<StatusRepairService> logger)
    : PeriodicService(Interval, time)
{
    // Longer than a lease, which protects work that goes on.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        if (await repair.RunAsync(stoppingToken).ConfigureAwait(false) is > 0 and var count) LogRepaired(count);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Corrected {Count} statuses of work that was broken off")]
    private partial void LogRepaired(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Correcting statuses failed; it will be tried again: {Error}")]
    protected override partial void LogFailed(string error);
}
