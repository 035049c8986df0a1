using Microsoft.Extensions.Logging;
using Speech.Checkpoints;
using Speech.Checkpoints.Files;
using Speech.Hub.Cache;
using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>One call's work: from a model's name to a folder that holds what the caller needs.</summary>
internal sealed partial class ModelFetch(
    ModelId model, FilePatterns patterns, ModelCache cache, HubRepository repository, HubOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>The snapshot's folder.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var cached = cache.FindComplete(patterns);
        if (options.Offline) return cached?.Folder ?? throw new HubOfflineException(model.Name);
        try
        {
            var listing = model.IsPinned ? cache.ReadListing(model.Revision) : null;
            // With the model already here, one failure is enough to do without asking for a newer one.
            listing ??= await RetryOf(cached is null ? options.MaxAttempts : 1)
                .RunAsync(() => repository.ListAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            return await DownloadAsync(listing, RetryOf(options.MaxAttempts), cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (cached is not null && e is HubUnreachableException or HubServerException)
        {
            LogCacheUsed(model, e.GetType().Name);
            return cached.Folder;
        }
    }

    private Retry RetryOf(int attempts) => new(attempts, options.MaxRetryDelay, time, logger);

    private async Task<string> DownloadAsync(Listing listing, Retry retry, CancellationToken cancellationToken)
    {
        var snapshot = cache.Snapshot(listing.Commit);
        var choice = patterns.Choose(listing.Names);
        if (choice.Missing.Count > 0) throw new HubFileNotFoundException(model.Name, choice.Missing);

        await EnsureAsync(listing, snapshot, choice.Files, retry, cancellationToken).ConfigureAwait(false);
        var shards = choice.Indexes.SelectMany(index => ReadShards(snapshot, index)).Distinct().ToList();
        await EnsureAsync(listing, snapshot, shards, retry, cancellationToken).ConfigureAwait(false);

        // Only now: whoever finds the revision offline shall find it whole.
        cache.WriteListing(listing);
        cache.WriteCommit(listing.Commit);
        return snapshot.Folder;
    }

    private async Task EnsureAsync(Listing listing, Snapshot snapshot, IReadOnlyList<string> names, Retry retry, CancellationToken cancellationToken)
    {
        var unknown = names.Where(name => listing.Find(name) is null).ToList();
        if (unknown.Count > 0) throw new HubFileNotFoundException(model.Name, unknown);
        if (names.Any(name => !RepoPath.IsSafe(name))) throw new HubServerException(model.Name, "it names files outside of the model.");
        var wanted = names.Select(name => listing.Find(name)!).Where(file => !snapshot.Has(file.Name, file.Size)).ToList();
        if (wanted.Count == 0) return;

        for (var i = 0; i < wanted.Count; i++)
        {
            var file = wanted[i];
            wanted[i] = await retry.RunAsync(() => repository.DescribeAsync(listing.Commit, file, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        CheckSpace(wanted);
        var download = new BlobDownload(repository, cache, retry, time);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelDownloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(wanted, limits, async (file, cancellation) =>
        {
            LogDownload(file.Name, file.Size!.Value, model);
            await download.RunAsync(listing.Commit, file, model.Name, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private void CheckSpace(IEnumerable<RepoFile> files)
    {
        Directory.CreateDirectory(cache.Folder);
        var needed = files.DistinctBy(file => file.Etag).Sum(file => file.Size!.Value - (FileLength.Of(cache.PartialPath(file.Etag!)) ?? 0));
        var missing = needed - cache.Disk.FreeBytes(cache.Folder);
        if (missing > 0) throw new HubDiskFullException(model.Name, missing);
    }

    private IReadOnlyList<string> ReadShards(Snapshot snapshot, string index)
    {
        try
        {
            return Shards.Read(snapshot, index);
        }
        catch (CheckpointException e)
        {
            throw new HubIntegrityException(model.Name, index, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Downloading {File} ({Bytes} bytes) of {Model}")]
    private partial void LogDownload(string file, long bytes, ModelId model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Hub failed for {Model} ({Failure}); the cached copy is used")]
    private partial void LogCacheUsed(ModelId model, string failure);
}
