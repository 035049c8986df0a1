using Speech.Functions.Errors;
using Speech.Functions.Responses;
using Speech.Storage;
using Speech.Storage.Jobs;

namespace Speech.Functions.Jobs;

/// <summary>Reports and cancels jobs. Independent of the host; without a storage account there are no jobs.</summary>
internal sealed class JobsEndpoint(JobStore? jobs = null)
{
    /// <summary>The job's state and progress, then its result.</summary>
    /// <param name="id">The id in the request.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="StorageException">The storage account cannot be reached.</exception>
    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
    {
        var job = jobs is null ? null : await jobs.FindAsync(id, cancellationToken);
        if (job is null) throw new JobNotFoundException();
        var body = new JobBody(job);
        return new JsonResponse(body.ToJson()) { RetryAfter = body.RetryAfter };
    }

    /// <summary>Cancels the job; 204 also for one that has ended, whose result is deleted.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<IResult> DeleteAsync(string id, CancellationToken cancellationToken)
        => jobs is not null && await jobs.CancelAsync(id, cancellationToken) ? Results.NoContent() : throw new JobNotFoundException();
}
