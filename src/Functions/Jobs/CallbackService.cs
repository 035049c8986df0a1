using Speech.Storage;

namespace Speech.Functions.Jobs;

/// <summary>Sends call-backs as long as the host runs.</summary>
internal sealed partial class CallbackService(CallbackSender sender, TimeProvider time, ILogger<CallbackService> logger)
    : PeriodicService(Interval, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task RunOnceAsync(CancellationToken stoppingToken) => sender.SendDueAsync(stoppingToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sending call-backs failed; the next attempt is in five seconds: {Error}")]
    protected override partial void LogFailed(string error);
}
