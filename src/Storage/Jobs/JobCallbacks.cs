using Speech.Storage.Containers;

namespace Speech.Storage.Jobs;

/// <summary>The call-backs that are due. Any number of hosts share them: a host claims one before it sends it.</summary>
public sealed class JobCallbacks
{
    private readonly JobStore _jobs;
    private readonly JobRecordContainer _records;
    private readonly EndedJobs _ended;
    private readonly TimeProvider _time;

    internal JobCallbacks(StorageContainers containers, JobStore jobs, TimeProvider time)
        => (_jobs, _records, _ended, _time) = (jobs, new JobRecordContainer(containers, time), new EndedJobs(containers), time);

    /// <summary>Lists the jobs that have ended and whose call-back is due.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<IReadOnlyList<string>> ListDueAsync(CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(async () =>
        {
            var due = new List<string>();
            await foreach (var (id, record) in _records.ListAsync(cancellationToken).ConfigureAwait(false))
                if (IsDue(record)) due.Add(id);
            if (due.Count == 0) return (IReadOnlyList<string>)due;
            var ended = await _ended.FindAsync(due, cancellationToken).ConfigureAwait(false);
            return due.FindAll(ended.Contains);
        });

    /// <summary>Claims the call-back of a job that has ended.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="hold">How long no other host may claim it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The job with this attempt counted; null where it has not ended, is not due, or another host has claimed it.</returns>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<Job?> TryClaimAsync(string id, TimeSpan hold, CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(async () =>
        {
            if (await _jobs.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { IsFinished: true } job) return null;
            var claimed = await _records.TryUpdateAsync(
                id,
                record => IsDue(record)
                    ? record with { Callback = Claim(record.Callback!, hold) } : null,
                cancellationToken).ConfigureAwait(false);
            return claimed is null ? null : job with { Callback = claimed.Callback };
        });

    /// <summary>Stores the outcome of an attempt.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="callback">The call-back after the attempt.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task RecordAsync(string id, JobCallback callback, CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(() => _records.TryUpdateAsync(
            id, record => record.IsCancelled ? null : record with { Callback = callback }, cancellationToken));

    private JobCallback Claim(JobCallback callback, TimeSpan hold)
        => callback with { Attempts = callback.Attempts + 1, Next = _time.GetUtcNow() + hold };

    private bool IsDue(JobRecord record)
        => !record.IsCancelled && record.Callback is { State: JobCallbackState.Pending } callback && callback.Next <= _time.GetUtcNow();
}
