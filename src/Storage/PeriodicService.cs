using Microsoft.Extensions.Hosting;

namespace Speech.Storage;

/// <summary>Work that a host does when it starts and then periodically; a failure waits for the next time.</summary>
/// <param name="interval">From the end of one time to the start of the next.</param>
/// <param name="time">The clock.</param>
public abstract class PeriodicService(TimeSpan interval, TimeProvider time) : BackgroundService
{
    /// <summary>Does the work once.</summary>
    /// <param name="stoppingToken">Cancels it when the host stops.</param>
    protected abstract Task RunOnceAsync(CancellationToken stoppingToken);

    /// <summary>Logs that the work failed.</summary>
    /// <param name="error">Why.</param>
    protected abstract void LogFailed(string error);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start of the host does not wait for the storage.
        await Task.Yield();
        while (true)
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.InnerException?.Message ?? exception.Message);
            }
            await Task.Delay(interval, time, stoppingToken).ConfigureAwait(false);
        }
    }
}
