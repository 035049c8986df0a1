using System.Runtime.CompilerServices;
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

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
        => await containers.Jobs.GetBlobClient(id).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);

    /// <summary>Lists the ids of all expired jobs.</summary>
    public async IAsyncEnumerable<string> ListExpiredAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata };
        await foreach (var blob in containers.Jobs.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
            if (JobNames.IsId(blob.Name) && JobRecord.Parse(blob.Metadata) is { } record && IsExpired(record)) yield return blob.Name;
    }

    private bool IsExpired(JobRecord record) => record.Expires <= time.GetUtcNow();
}
