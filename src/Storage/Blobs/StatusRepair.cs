using Azure.Storage.Blobs.Models;
using Speech.Storage.Containers;
using Speech.Storage.Leases;
using Speech.Storage.Outputs;
using BlobLease = Speech.Storage.Leases.BlobLease;

namespace Speech.Storage.Blobs;

/// <summary>Corrects statuses that still show work, or wait for it, because the process that did it was killed, or lost the storage, before
/// it could write the end. Any number of hosts may do so concurrently.</summary>
internal sealed class StatusRepair(StorageContainers containers, TimeProvider time)
{
    /// <summary>Corrects all of them.</summary>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <returns>Their number.</returns>
    /// <exception cref="Exception">The storage is unavailable.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
        var (count, listed) = (0, new HashSet<string>());
        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata };
        await foreach (var blob in containers.Transcripts.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
        {
            listed.Add(blob.Name);
            if (BlobNames.FromStatus(blob.Name) is not { } names) continue;
            // The outputs are listed before the status, in the order of the names.
            var isPublished = listed.Contains(names.Transcript) || listed.Contains(names.Error);
            var isCandidate = BlobLease.IsAbandoned(blob) || isPublished && BlobLease.IsWaiting(blob);
            if (isCandidate && await TryRepairAsync(names, BlobLease.IsWaiting(blob), cancellationToken).ConfigureAwait(false)) count++;
        }
        return count;
    }

    private async Task<bool> TryRepairAsync(BlobNames names, bool isWaiting, CancellationToken cancellationToken)
    {
        var audio = containers.Audio.GetBlobClient(names.Audio);
        var etag = (await audio.FindPropertiesAsync(cancellationToken).ConfigureAwait(false))?.ETag.Unquoted();
        if (isWaiting && etag is not null && !await IsPublishedAsync(etag).ConfigureAwait(false)) return false;
        var status = containers.Interactive.Transcripts.GetBlobClient(names.Status);
        var lease = await BlobLease.TryAcquireAsync(status, etag ?? "", time, cancellationToken).ConfigureAwait(false);
        if (lease is null) return false;
        var outputs = await BlobOutputs.ReadAsync(containers.Transcripts, names, cancellationToken).ConfigureAwait(false);
        // Audio that is done may have been removed.
        var source = etag ?? lease.Previous?.SourceETag ?? "";
        if (etag is null && !outputs.BelongTo(source))
        {
            await lease.DeleteStatusAsync().ConfigureAwait(false);
            return true;
        }
        var stage = outputs.HasTranscript(source) ? BlobStage.Done : outputs.HasError(source) ? BlobStage.Failed : BlobStage.Waiting;
        await lease.ReleaseAsync((lease.Previous ?? lease.Status) with { Stage = stage }).ConfigureAwait(false);
        return true;

        // Otherwise the outputs are those of audio that was replaced.
        async Task<bool> IsPublishedAsync(string source)
            => (await BlobOutputs.ReadAsync(containers.Transcripts, names, cancellationToken).ConfigureAwait(false)).BelongTo(source);
    }
}
