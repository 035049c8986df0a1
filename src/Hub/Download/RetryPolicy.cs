using Microsoft.Extensions.Logging;
using Speech.Hub.Errors;
using Speech.Hub.Http;

namespace Speech.Hub.Download;

/// <summary>Retries transient failures with exponential backoff.</summary>
internal sealed partial class RetryPolicy(int maxAttempts, TimeSpan maxDelay, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(8);

    /// <summary>Executes an operation that can resume, such as a download.</summary>
    /// <param name="attempt">One attempt; <see cref="TransientException"/> requests a retry.</param>
    /// <param name="progress">
    /// Number of bytes received so far. An attempt that increases it resets the failure count, so that an unreliable connection can
    /// complete a large file.
    /// </param>
    /// <param name="cancellationToken">Cancels the delays.</param>
    /// <exception cref="HubException">The last failure.</exception>
    public async Task ExecuteAsync(Func<Task> attempt, Func<long> progress, CancellationToken cancellationToken)
    {
        var maxProgress = progress();
        for (var failures = 0; ;)
        {
            try
            {
                await attempt().ConfigureAwait(false);
                return;
            }
            catch (TransientException exception)
            {
                var reached = progress();
                failures = reached > maxProgress ? 1 : failures + 1;
                maxProgress = Math.Max(maxProgress, reached);
                var delay = exception.RetryAfter ?? Backoff(failures);
                if (failures >= maxAttempts || delay > maxDelay) throw exception.Failure;
                LogRetry(exception.Failure.Model, exception.Failure.GetType().Name, delay, failures);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Executes an operation that cannot resume.</summary>
    public async Task<T> ExecuteAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        T? result = default;
        await ExecuteAsync(async () => result = await attempt().ConfigureAwait(false), () => 0, cancellationToken).ConfigureAwait(false);
        return result!;
    }

    private static TimeSpan Backoff(int failures)
    {
        var delay = InitialBackoff * Math.Pow(2, Math.Min(failures - 1, 10));
        return delay < MaxBackoff ? delay : MaxBackoff;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Hub failed for {Model} ({Failure}); retrying in {Delay} (failure {Count})")]
    private partial void LogRetry(string model, string failure, TimeSpan delay, int count);
}
