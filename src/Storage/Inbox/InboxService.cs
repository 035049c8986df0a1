using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Speech.Storage.Options;

namespace Speech.Storage.Inbox;

/// <summary>The workers of a host: they process the inbox, pause, and repeat. When the host stops, they begin no further blob.</summary>
internal sealed partial class InboxService(
    BlobInbox inbox, IOptions<BackgroundOptions> options, TimeProvider time, ILogger<InboxService> logger)
    : BackgroundService
{
    private volatile bool _isUnreachable;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(Enumerable.Range(0, options.Value.MaxConcurrentJobs).Select(_ => RunWorkerAsync(stoppingToken)));

    private async Task RunWorkerAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for the storage.
        await Task.Yield();
        await using var working = new GraceToken(options.Value.ShutdownGrace, time, stoppingToken);
        while (true)
        {
            try
            {
                await inbox.ProcessPendingAsync(working.Token, stoppingToken).ConfigureAwait(false);
                _isUnreachable = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Logged once per outage: an emulator that is not running is a common state on a developer's machine.
                if (!_isUnreachable) LogUnreachable(exception is AggregateException { InnerException: { } first } ? first : exception);
                _isUnreachable = true;
            }
            await Task.Delay(options.Value.InboxPause, time, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The inbox is unreachable and will be retried; further failures are not logged until it is reachable")]
    private partial void LogUnreachable(Exception exception);
}
