using Microsoft.Extensions.Logging;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Files;
using Speech.Hub.Cache;
using Speech.Hub.Errors;
using Speech.Hub.Http;
using Speech.Hub.Naming;
using Speech.Hub.Repository;
using Speech.Hub.Settings;

namespace Speech.Hub.Download;

/// <summary>Resolves one request for a model's files to a complete snapshot folder.</summary>
internal sealed partial class ModelDownload(
    ModelId model, FilePatterns patterns, ModelCache cache, HubApiClient api, HubOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Returns the snapshot folder, after downloading the files that the cache lacks.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var cached = cache.FindComplete(patterns);
        if (options.Offline) return cached?.Folder ?? throw new HubOfflineException(model.Name);
        try
        {
            var listing = model.IsPinned ? cache.ReadListing(model.Revision) : null;
            // With a complete cached snapshot, a single failure suffices to skip the check for a newer commit.
            listing ??= await CreateRetryPolicy(cached is null ? options.MaxAttempts : 1)
                .ExecuteAsync(() => api.ListFilesAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            return await DownloadAsync(listing, CreateRetryPolicy(options.MaxAttempts), cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception)
            when (cached is not null && exception is HubUnreachableException or HubServerException or HubDiskFullException)
        {
            LogCacheUsed(model, exception.GetType().Name);
            return cached.Folder;
        }
    }

    private RetryPolicy CreateRetryPolicy(int maxAttempts) => new(maxAttempts, options.MaxRetryDelay, time, logger);

    private async Task<string> DownloadAsync(ModelListing listing, RetryPolicy retry, CancellationToken cancellationToken)
    {
        var snapshot = cache.Snapshot(listing.Commit);
        var selection = patterns.Select(listing.Names);
        if (selection.Missing.Count > 0) throw new HubFileNotFoundException(model.Name, selection.Missing);

        await EnsureFilesAsync(listing, snapshot, selection.Files, retry, cancellationToken).ConfigureAwait(false);
        var shards = selection.Indexes.SelectMany(index => ReadShardNames(snapshot, index)).Distinct().ToList();
        await EnsureFilesAsync(listing, snapshot, shards, retry, cancellationToken).ConfigureAwait(false);

        // Written last: a revision that is found offline must be complete.
        cache.WriteListing(listing);
        cache.WriteRef(listing.Commit);
        return snapshot.Folder;
    }

    private async Task EnsureFilesAsync(
        ModelListing listing, SnapshotFolder snapshot, IReadOnlyList<string> names, RetryPolicy retry, CancellationToken cancellationToken)
    {
        var unknown = names.Where(name => listing.Find(name) is null).ToList();
        if (unknown.Count > 0) throw new HubFileNotFoundException(model.Name, unknown);
        if (names.Any(name => !RepoPath.IsSafe(name))) throw new HubServerException(model.Name, "it lists files outside of the model.");
        var files = names.Select(name => listing.Find(name)!).Where(file => !snapshot.Contains(file.Name, file.Size)).ToList();
        if (files.Count == 0) return;

        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            files[i] = await retry
                .ExecuteAsync(() => api.DescribeFileAsync(listing.Commit, file, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
        EnsureFreeSpace(files);
        var download = new BlobDownload(api, cache, retry, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelDownloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, parallel, async (file, cancellation) =>
        {
            LogDownload(file.Name, file.Size!.Value, model);
            await download.RunAsync(listing.Commit, file, model.Name, cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private void EnsureFreeSpace(IEnumerable<RepoFile> files)
    {
        Directory.CreateDirectory(cache.Folder);
        var required = files.DistinctBy(file => file.Etag)
            // What another revision has is linked.
            .Where(file => FileLength.Of(cache.BlobPath(file.Etag!)) != file.Size)
            .Sum(file => file.Size!.Value - (FileLength.Of(cache.PartialPath(file.Etag!)) ?? 0));
        var missing = required - cache.Disk.GetFreeBytes(cache.Folder);
        if (missing > 0) throw new HubDiskFullException(model.Name, missing);
    }

    private IReadOnlyList<string> ReadShardNames(SnapshotFolder snapshot, string index)
    {
        try
        {
            return ShardIndex.ReadShardNames(snapshot, index);
        }
        catch (CheckpointException exception)
        {
            throw new HubIntegrityException(model.Name, index, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Downloading {File} ({Bytes} bytes) of {Model}")]
    private partial void LogDownload(string file, long bytes, ModelId model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Hub failed for {Model} ({Failure}); using the cached copy")]
    private partial void LogCacheUsed(ModelId model, string failure);
}
