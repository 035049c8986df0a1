using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Speech.Functions.Blobs;

/// <summary>The right to work on one blob: a lease on its status, which its holder keeps up to date.</summary>
/// <remarks>The audio itself stays free, so that it can be replaced or deleted at any time. Who dies loses the lease soon, and another goes on.</remarks>
internal sealed class Claim
{
    /// <summary>The shortest that the storage grants: the time in which a dead host's work lies idle.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    private readonly BlobClient _blob;
    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;

    private Claim(BlobClient blob, BlobLeaseClient lease, BlobStatus status, TimeProvider time) => (_blob, _lease, Status, _time) = (blob, lease, status, time);

    /// <summary>What was last written, or will be first.</summary>
    public BlobStatus Status { get; private set; }

    /// <summary>Takes the right, or finds that another has it.</summary>
    /// <param name="blob">The status.</param>
    /// <param name="sourceETag">Of the audio that is to be worked on.</param>
    /// <param name="time">The clock that statuses are dated by.</param>
    /// <param name="cancellationToken">Stops the taking.</param>
    public static async Task<Claim?> TryTakeAsync(BlobClient blob, string sourceETag, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await CreateAsync(blob, cancellationToken);
            var lease = blob.GetBlobLeaseClient();
            await lease.AcquireAsync(LeaseTime, cancellationToken: cancellationToken);
            var before = BlobStatus.Parse((await blob.DownloadContentAsync(cancellationToken)).Value.Content);
            var attempt = before?.SourceETag == sourceETag ? before.Attempt + 1 : 1;
            return new Claim(blob, lease, new BlobStatus(BlobStage.Waiting, 0, 0, sourceETag, attempt, time.GetUtcNow()), time);
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status404NotFound or StatusCodes.Status409Conflict)
        {
            // Held by another, or deleted a moment ago.
            return null;
        }
    }

    /// <summary>Makes the claim last for another <see cref="LeaseTime"/>.</summary>
    /// <exception cref="RequestFailedException">It is lost (404, 409 or 412), or the storage cannot be reached.</exception>
    public Task RenewAsync(CancellationToken cancellationToken) => _lease.RenewAsync(cancellationToken: cancellationToken);

    /// <inheritdoc cref="RenewAsync"/>
    public async Task WriteAsync(BlobStatus status, CancellationToken cancellationToken)
    {
        Status = status with { Updated = _time.GetUtcNow() };
        await _blob.UploadAsync(Status.ToJson(), new BlobUploadOptions { HttpHeaders = JsonHeaders(), Conditions = new() { LeaseId = _lease.LeaseId } }, cancellationToken);
    }

    /// <summary>Gives the right back; one that is lost, or that cannot be given back, ends by itself.</summary>
    /// <param name="last">What is left to read; null leaves it as it is.</param>
    public async Task ReleaseAsync(BlobStatus? last)
    {
        try
        {
            if (last is not null) await WriteAsync(last, CancellationToken.None);
            await _lease.ReleaseAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception reason) when (StorageException.IsStorage(reason))
        {
            // It ends by itself.
        }
    }

    /// <summary>Gives the right back and leaves nothing to read.</summary>
    public async Task DropAsync()
    {
        try
        {
            await _blob.DeleteIfExistsAsync(conditions: new() { LeaseId = _lease.LeaseId }, cancellationToken: CancellationToken.None);
        }
        catch (Exception reason) when (StorageException.IsStorage(reason))
        {
            // Lost: its next holder will see to it.
        }
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(BinaryData.Empty, new BlobUploadOptions { HttpHeaders = JsonHeaders(), Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            // It is there already.
        }
    }

    private static BlobHttpHeaders JsonHeaders() => new() { ContentType = "application/json" };
}
