using Speech.Hub.Cache;

namespace Speech.Hub.Download;

/// <summary>Brings one file into the cache: once, whole, verified, and only then visible.</summary>
internal sealed class BlobDownload(HubRepository repository, ModelCache cache, Retry retry, TimeProvider time)
{
    private const int RangeNotSatisfiable = 416;

    /// <param name="commit">The commit that the file is of.</param>
    /// <param name="file">Name, checksum and size.</param>
    /// <param name="model">For messages.</param>
    /// <param name="cancellationToken">Stops; what came stays for the next time.</param>
    /// <exception cref="HubException">See <see cref="HubClient.GetFolderAsync"/>.</exception>
    public async Task RunAsync(string commit, RepoFile file, string model, CancellationToken cancellationToken)
    {
        var etag = file.Etag!;
        var blob = cache.BlobPath(etag);
        var snapshot = cache.Snapshot(commit);
        using var held = await CacheLock.AcquireAsync(cache.LockPath(etag), time, cancellationToken).ConfigureAwait(false);
        // While this one waited for the lock, another may have done the work.
        if (snapshot.Has(file.Name, file.Size)) return;
        if (FileLength.Of(blob) != file.Size)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            var partial = cache.PartialPath(etag);
            await ReceiveVerifiedAsync(commit, file, partial, model, cancellationToken).ConfigureAwait(false);
            File.Move(partial, blob, overwrite: true);
        }
        snapshot.Link(file.Name, blob);
    }

    private async Task ReceiveVerifiedAsync(string commit, RepoFile file, string path, string model, CancellationToken cancellationToken)
    {
        using var partial = new PartialFile(path, file.Size!.Value, cache.Disk);
        var isResumed = partial.Length > 0;
        await ReceiveAsync(commit, file, partial, cancellationToken).ConfigureAwait(false);
        var isRight = await partial.MatchesAsync(file.Etag!, cancellationToken).ConfigureAwait(false);
        if (!isRight && isResumed)
        {
            // The fault may lie in what an earlier run had left.
            partial.Restart();
            await ReceiveAsync(commit, file, partial, cancellationToken).ConfigureAwait(false);
            isRight = await partial.MatchesAsync(file.Etag!, cancellationToken).ConfigureAwait(false);
        }
        if (isRight)
        {
            partial.Complete();
            return;
        }
        partial.Dispose();
        File.Delete(path);
        throw new HubIntegrityException(model, file.Name);
    }

    private Task ReceiveAsync(string commit, RepoFile file, PartialFile partial, CancellationToken cancellationToken) =>
        retry.RunAsync(() => AttemptAsync(commit, file, partial, cancellationToken), () => partial.Length, cancellationToken);

    private async Task AttemptAsync(string commit, RepoFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        if (partial.Length > file.Size) partial.Restart();
        if (partial.IsWhole) return;
        using var response = await repository.OpenAsync(commit, file, partial.Length, cancellationToken).ConfigureAwait(false);
        if (response.Status == RangeNotSatisfiable && partial.Length > 0)
        {
            partial.Restart();
            throw repository.Broken("it does not give the rest of a file.");
        }
        repository.Check(response, file);
        // A server that ignores ranges, or gives another one, starts at its own place.
        if (response.From != partial.Length) partial.Restart();
        if (response.From != partial.Length) throw repository.Broken("it gives another part of a file than was asked for.");
        await partial.AppendAsync(response, cancellationToken).ConfigureAwait(false);
        if (!partial.IsWhole) throw repository.Broken("a file ended early.");
    }
}
