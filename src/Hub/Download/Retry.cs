using Microsoft.Extensions.Logging;

namespace Speech.Hub.Download;

/// <summary>Repeats what failed for a passing reason, with growing waits, a bounded number of times.</summary>
internal sealed partial class Retry(int maxAttempts, TimeSpan maxDelay, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(8);

    /// <param name="attempt">One attempt; <see cref="TransientException"/> asks for another one.</param>
    /// <param name="progress">Bytes reached so far: an attempt that got further than any before starts the count anew, so that a poor line finishes a large file.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="HubException">The last failure.</exception>
    public async Task RunAsync(Func<Task> attempt, Func<long> progress, CancellationToken cancellationToken)
    {
        var furthest = progress();
        for (var failures = 0; ;)
        {
            try
            {
                await attempt().ConfigureAwait(false);
                return;
            }
            catch (TransientException e)
            {
                var reached = progress();
                failures = reached > furthest ? 1 : failures + 1;
                furthest = Math.Max(furthest, reached);
                var delay = e.RetryAfter ?? Backoff(failures);
                if (failures >= maxAttempts || delay > maxDelay) throw e.Failure;
                LogRetry(e.Failure.Model, e.Failure.GetType().Name, delay, failures);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Repeats a short question, which is answered whole or not at all.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        T? answer = default;
        await RunAsync(async () => answer = await attempt().ConfigureAwait(false), () => 0, cancellationToken).ConfigureAwait(false);
        return answer!;
    }

    private static TimeSpan Backoff(int failures)
    {
        var delay = s_firstDelay * Math.Pow(2, Math.Min(failures - 1, 10));
        return delay < s_longestBackoff ? delay : s_longestBackoff;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Hub failed for {Model} ({Failure}); trying again in {Delay} (failure {Count})")]
    private partial void LogRetry(string model, string failure, TimeSpan delay, int count);
}
