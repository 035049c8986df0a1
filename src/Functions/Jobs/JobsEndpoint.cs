using Speech.Functions.Errors;
using Speech.Functions.Responses;
using Speech.Functions.Streaming;
using Speech.Storage;
using Speech.Storage.Jobs;

namespace Speech.Functions.Jobs;

/// <summary>Reports and cancels jobs. Independent of the host; without a storage account there are no jobs.</summary>
internal sealed class JobsEndpoint(
    TimeProvider time, ErrorTable errors, IHostApplicationLifetime lifetime, JobStore? jobs = null)
{
    /// <summary>The job's state and progress, then its result.</summary>
    /// <param name="id">The id in the request.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="StorageException">The storage account cannot be reached.</exception>
    public async Task<IResult> GetAsync(string id, CancellationToken cancellationToken)
    {
        var body = await FindAsync(id, cancellationToken);
        return new JsonResponse(body.ToJson()) { RetryAfter = body.RetryAfter };
    }

    /// <summary>Streams the job as events <c>job</c>, one for each change, until it has ended, and the last one has its result, or until
    /// the host stops.</summary>
    /// <param name="id">The id in the request.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="StorageException">The storage account cannot be reached.</exception>
    public async Task<IResult> StreamAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        var stream = new EventStream(context.Response, time);
        await stream.RunAsync(
            token => FollowAsync(id, stream, token),
            exception => new("error", errors.Report(context, exception).ToJson(context.Request)),
            cancellationToken);
        return Results.Empty;
    }

    /// <summary>Cancels the job; 204 also for one that has ended, whose result is deleted.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<IResult> DeleteAsync(string id, CancellationToken cancellationToken)
        => jobs is not null && await jobs.CancelAsync(id, cancellationToken) ? Results.NoContent() : throw new JobNotFoundException();

    private async Task FollowAsync(string id, EventStream stream, CancellationToken cancellationToken)
    {
        // A host that stops does not wait for a job that may run elsewhere; the client connects again.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        for (byte[] last = []; !lifetime.ApplicationStopping.IsCancellationRequested;)
        {
            var body = await FindAsync(id, cancellationToken);
            var json = body.ToJson();
            if (!json.AsSpan().SequenceEqual(last)) stream.Send(new("job", json));
            if (body.RetryAfter is not { } interval) return;
            last = json;
            await Task.Delay(interval, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<JobBody> FindAsync(string id, CancellationToken cancellationToken)
        => jobs is not null && await jobs.FindAsync(id, cancellationToken) is { } job ? new(job) : throw new JobNotFoundException();
}
