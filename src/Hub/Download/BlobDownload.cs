using Speech.Hub.Cache;
using Speech.Hub.Errors;
using Speech.Hub.Http;
using Speech.Hub.Repository;

namespace Speech.Hub.Download;

/// <summary>Downloads one file into the cache. The file becomes visible only after it has been verified.</summary>
internal sealed class BlobDownload(HubApiClient api, ModelCache cache, RetryPolicy retry, TimeProvider time)
{
    private const int RangeNotSatisfiable = 416;

    /// <param name="commit">The commit that contains the file.</param>
    /// <param name="file">Name, checksum and size.</param>
    /// <param name="model">Name of the model, for messages.</param>
    /// <param name="cancellationToken">Cancels the download; the bytes received so far are kept.</param>
    /// <exception cref="HubException">The download failed.</exception>
    public async Task RunAsync(string commit, RepoFile file, string model, CancellationToken cancellationToken)
    {
        var etag = file.Etag!;
        var blob = cache.BlobPath(etag);
        var snapshot = cache.Snapshot(commit);
        using var cacheLock = await CacheLock.AcquireAsync(cache.LockPath(etag), time, cancellationToken).ConfigureAwait(false);
        // Another process may have completed the download while this one waited for the lock.
        if (snapshot.Contains(file.Name, file.Size)) return;
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
        var isValid = await partial.MatchesAsync(file.Etag!, cancellationToken).ConfigureAwait(false);
        if (!isValid && isResumed)
        {
            // The corruption may be in the bytes of an earlier run.
            partial.Restart();
            await ReceiveAsync(commit, file, partial, cancellationToken).ConfigureAwait(false);
            isValid = await partial.MatchesAsync(file.Etag!, cancellationToken).ConfigureAwait(false);
        }
        if (isValid)
        {
            partial.FlushAndClose();
            return;
        }
        partial.Dispose();
        File.Delete(path);
        throw new HubIntegrityException(model, file.Name);
    }

    private Task ReceiveAsync(string commit, RepoFile file, PartialFile partial, CancellationToken cancellationToken) =>
        retry.ExecuteAsync(() => AttemptAsync(commit, file, partial, cancellationToken), () => partial.Length, cancellationToken);

    private async Task AttemptAsync(string commit, RepoFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        if (partial.Length > file.Size) partial.Restart();
        if (partial.IsComplete) return;
        using var response = await api.OpenFileAsync(commit, file, partial.Length, cancellationToken).ConfigureAwait(false);
        if (response.Status == RangeNotSatisfiable && partial.Length > 0)
        {
            partial.Restart();
            throw api.TransferFailure("it refused to send the remaining bytes of a file.");
        }
        api.EnsureSuccess(response, file);
        // A server that ignores the range sends the whole file.
        if (response.FirstByte != partial.Length) partial.Restart();
        if (response.FirstByte != partial.Length) throw api.TransferFailure("it sent another range of a file than the requested one.");
        await partial.AppendAsync(response, cancellationToken).ConfigureAwait(false);
        if (!partial.IsComplete) throw api.TransferFailure("it sent fewer bytes of a file than announced.");
    }
}
