using Speech.Functions.Answers;
using Speech.Functions.Errors;
using Speech.Functions.Security;
using Speech.Storage.Jobs;

namespace Speech.Functions.Jobs;

/// <summary>Tells of a job, or calls it off. Knows no host; where there is no storage, there are no jobs.</summary>
internal sealed class JobsEndpoint(ApiTokenGuard guard, ErrorTable errors, JobStore? jobs = null)
{
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(2);

    /// <summary>State and progress, then the result.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job, as the caller wrote it.</param>
    /// <param name="stopping">The host's own wish to stop.</param>
    public Task<IResult> GetAsync(HttpRequest request, string id, CancellationToken stopping = default)
        => AnswerAsync(request, async cancellationToken =>
        {
            var job = jobs is null ? null : await jobs.FindAsync(id, cancellationToken);
            return job is null ? throw new JobNotFoundException() : new JsonAnswer(new JobAnswer(job).ToJson()) { RetryAfter = job.IsFinished ? null : NextLook };
        }, stopping);

    /// <summary>Calls the job off; 204 also for one that is over, whose result goes.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<IResult> DeleteAsync(HttpRequest request, string id, CancellationToken stopping = default)
        => AnswerAsync(request, async cancellationToken
            => jobs is not null && await jobs.CancelAsync(id, cancellationToken) ? Results.NoContent() : throw new JobNotFoundException(), stopping);

    private async Task<IResult> AnswerAsync(HttpRequest request, Func<CancellationToken, Task<IResult>> answer, CancellationToken stopping)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, stopping);
        try
        {
            guard.Verify(request);
            return await answer(cancelled.Token);
        }
        catch (Exception reason)
        {
            return errors.Answer(request, reason, cancelled.IsCancellationRequested);
        }
    }
}
