using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Speech.Storage.Containers;

namespace Speech.Storage.Jobs;

/// <summary>The records of all jobs.</summary>
internal sealed class JobRecordContainer(StorageContainers containers, TimeProvider time)
{
    /// <summary>Reads the record of a job.</summary>
    /// <returns>Null where the job does not exist or has expired.</returns>
    public async Task<JobRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!JobNames.IsId(id)) return null;
        var properties = await containers.Jobs.GetBlobClient(id).FindPropertiesAsync(cancellationToken).ConfigureAwait(false);
        return JobRecord.Parse(properties?.Metadata) is { } record && !IsExpired(record) ? record : null;
    }

    public async Task WriteAsync(string id, JobRecord record, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Metadata = record.ToMetadata() };
        await containers.Jobs.GetBlobClient(id).UploadAsync(BinaryData.Empty, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes a record that no one else changes at the same time.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="change">Returns the new record, or null to leave it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The new record; null where it does not exist, was left, or was changed meanwhile.</returns>
    public async Task<JobRecord?> TryUpdateAsync(string id, Func<JobRecord, JobRecord?> change, CancellationToken cancellationToken)
    {
        var blob = containers.Jobs.GetBlobClient(id);
        var properties = await blob.FindPropertiesAsync(cancellationToken).ConfigureAwait(false);
        if (JobRecord.Parse(properties?.Metadata) is not { } record || change(record) is not { } changed) return null;
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = properties!.ETag };
            await blob.SetMetadataAsync(changed.ToMetadata(), conditions, cancellationToken).ConfigureAwait(false);
            return changed;
        }
        catch (RequestFailedException exception) when (exception.IsPreconditionFailed() || exception.IsNotFound())
        {
            return null;
        }
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
        => await containers.Jobs.GetBlobClient(id).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <summary>Lists the ids of all expired jobs.</summary>
    public async IAsyncEnumerable<string> ListExpiredAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, record) in ListAllAsync(cancellationToken).ConfigureAwait(false))
            if (IsExpired(record)) yield return id;
    }

    /// <summary>Lists the records of all jobs that have not expired.</summary>
    public async IAsyncEnumerable<(string Id, JobRecord Record)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, record) in ListAllAsync(cancellationToken).ConfigureAwait(false))
            if (!IsExpired(record)) yield return (id, record);
    }

    private async IAsyncEnumerable<(string Id, JobRecord Record)> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata };
        await foreach (var blob in containers.Jobs.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
            if (JobNames.IsId(blob.Name) && JobRecord.Parse(blob.Metadata) is { } record) yield return (blob.Name, record);
    }

    private bool IsExpired(JobRecord record) => record.Expires <= time.GetUtcNow();
}
