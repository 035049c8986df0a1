using Speech.Transcription.Settings;

namespace Speech.Functions.Blobs;

/// <summary>The workers of a host that no trigger serves: they walk through the inbox, pause, and walk again.</summary>
internal sealed partial class InboxService(Inbox inbox, BackgroundSettings settings, TimeProvider time, ILogger<InboxService> logger) : BackgroundService
{
    private volatile bool _isTold;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(Enumerable.Range(0, settings.MaxConcurrentJobs).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        // The host starts without waiting for the storage.
        await Task.Yield();
        while (true)
        {
            try
            {
                await inbox.WalkAsync(stopping);
                _isTold = false;
            }
            catch (Exception reason) when (!stopping.IsCancellationRequested)
            {
                // Once, not at every walk: an emulator that is not running is no news.
                if (!_isTold) LogUnreachable(reason is AggregateException { InnerException: { } first } ? first : reason);
                _isTold = true;
            }
            await Task.Delay(settings.InboxPause, time, stopping);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox cannot be looked into; it is tried again, and not told again until that went well")]
    private partial void LogUnreachable(Exception reason);
}
