using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Speech.Storage.Leases;

/// <summary>The exclusive right to process an audio blob: a lease on its status blob, which the holder keeps up to date.</summary>
/// <remarks>The audio itself is not leased, so it can be replaced or deleted at any time. The lease of a crashed process expires, and
/// another takes over.</remarks>
internal sealed class BlobLease
{
    /// <summary>The shortest duration that the storage grants, and so the time that the work of a crashed host stays idle.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private const string StageKey = "stage";

    private readonly BlobClient _statusBlob;
    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;

    private BlobLease(BlobClient statusBlob, BlobLeaseClient lease, TimeProvider time)
        => (_statusBlob, _lease, _time) = (statusBlob, lease, time);

    /// <summary>The status that was found on acquisition; null where there was none.</summary>
    public BlobStatus? Previous { get; private init; }

    /// <summary>The status that was written last; after acquisition the one to be written first.</summary>
    public required BlobStatus Status { get; set; }

    /// <summary>Acquires the lease.</summary>
    /// <param name="statusBlob">The status blob, created where it does not exist.</param>
    /// <param name="sourceETag">The unquoted ETag of the audio to be processed.</param>
    /// <param name="time">The clock that dates the status.</param>
    /// <param name="cancellationToken">Cancels the acquisition.</param>
    /// <returns>Null where another process holds the lease.</returns>
    public static async Task<BlobLease?> TryAcquireAsync(
        BlobClient statusBlob, string sourceETag, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureExistsAsync(statusBlob, cancellationToken).ConfigureAwait(false);
            var lease = statusBlob.GetBlobLeaseClient();
            await lease.AcquireAsync(Duration, cancellationToken: cancellationToken).ConfigureAwait(false);
            var previous = BlobStatus.Parse((await statusBlob.DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value.Content);
            var attempt = previous?.SourceETag == sourceETag ? previous.Attempt + 1 : 1;
            return new BlobLease(statusBlob, lease, time)
            {
                Previous = previous,
                Status = new BlobStatus(BlobStage.Waiting, 0, 0, sourceETag, attempt, time.GetUtcNow()),
            };
        }
        catch (RequestFailedException exception) when (exception.IsNotFound() || exception.IsConflict())
        {
            // Leased by another process, or deleted since it was created.
            return null;
        }
    }

    /// <summary>Extends the lease by another <see cref="Duration"/>.</summary>
    /// <exception cref="RequestFailedException">The lease is lost (<see cref="IsLost"/>) or the storage is unavailable.</exception>
    public Task RenewAsync(CancellationToken cancellationToken) => _lease.RenewAsync(cancellationToken: cancellationToken);

    /// <summary>Writes the status, dated now.</summary>
    /// <exception cref="RequestFailedException">The lease is lost (<see cref="IsLost"/>) or the storage is unavailable.</exception>
    public async Task WriteStatusAsync(BlobStatus status, CancellationToken cancellationToken)
    {
        Status = status with { Updated = _time.GetUtcNow() };
        var options = new BlobUploadOptions
        {
            HttpHeaders = JsonHeaders(),
            Conditions = new() { LeaseId = _lease.LeaseId },
            // In a listing, too.
            Metadata = new Dictionary<string, string> { [StageKey] = Status.Stage.ToString() },
        };
        await _statusBlob.UploadAsync(Status.ToJson(), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back the attempt that the acquisition counted in place of one that broke down for no fault of the audio.</summary>
    public void ForgiveAttempt() => Status = Status with { Attempt = Math.Max(1, Status.Attempt - 1) };

    /// <summary>Writes the final status and releases the lease. A lease that is lost or cannot be released expires by itself.</summary>
    /// <returns>Whether the final status is written.</returns>
    public async Task<bool> ReleaseAsync(BlobStatus finalStatus)
    {
        try
        {
            await WriteStatusAsync(finalStatus, CancellationToken.None).ConfigureAwait(false);
            await _lease.ReleaseAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (StorageFailures.IsStorageFailure(exception))
        {
            // The lease expires by itself.
            return false;
        }
    }

    /// <summary>Deletes the status blob and with it the lease.</summary>
    public async Task DeleteStatusAsync()
    {
        try
        {
            await _statusBlob.DeleteIfExistsAsync(conditions: new() { LeaseId = _lease.LeaseId }, cancellationToken: CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailures.IsStorageFailure(exception))
        {
            // The lease is lost: its next holder deletes the status.
        }
    }

    /// <summary>Whether a status blob in a listing shows work that no process does.</summary>
    /// <param name="blob">The blob, with its metadata.</param>
    public static bool IsAbandoned(BlobItem blob) => FreeStage(blob) is nameof(BlobStage.Loading) or nameof(BlobStage.Transcribing);

    /// <summary>Whether a status blob in a listing shows audio that no process works on yet.</summary>
    /// <inheritdoc cref="IsAbandoned"/>
    public static bool IsWaiting(BlobItem blob) => FreeStage(blob) is nameof(BlobStage.Waiting);

    /// <summary>Whether a failed request means that the lease no longer belongs to this process.</summary>
    public static bool IsLost(RequestFailedException exception)
        => exception.IsNotFound() || exception.IsConflict() || exception.IsPreconditionFailed();

    private static string? FreeStage(BlobItem blob)
        => blob.Properties.LeaseState is not LeaseState.Leased && blob.Metadata?.TryGetValue(StageKey, out var stage) == true
            ? stage : null;

    private static async Task EnsureExistsAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobUploadOptions { HttpHeaders = JsonHeaders(), Conditions = new() { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, options, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsConflict() || exception.IsPreconditionFailed())
        {
            // It exists already.
        }
    }

    private static BlobHttpHeaders JsonHeaders() => new() { ContentType = "application/json" };
}
