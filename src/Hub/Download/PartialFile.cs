using System.Buffers;
using Speech.Hub.Cache;
using Speech.Hub.Http;
using Speech.Hub.Repository;

namespace Speech.Hub.Download;

/// <summary>A file that is being downloaded, under a temporary name.</summary>
internal sealed class PartialFile(string path, long size, IDisk disk) : IDisposable
{
    private const int BufferLength = 256 << 10;
    private readonly Stream _file = disk.OpenPartial(path);

    /// <summary>Number of bytes received so far.</summary>
    public long Length => _file.Length;

    public bool IsComplete => Length == size;

    /// <summary>Discards the bytes received so far.</summary>
    public void Restart() => _file.SetLength(0);

    /// <summary>Appends the content of a response, up to the announced size of the file.</summary>
    /// <exception cref="TransientException">The connection failed.</exception>
    public async Task AppendAsync(HubResponse response, CancellationToken cancellationToken)
    {
        _file.Position = Length;
        using var content = await response.OpenAsync().ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (!IsComplete)
            {
                var remaining = (int)Math.Min(buffer.Length, size - Length);
                var count = await response.ReadAsync(content, buffer.AsMemory(0, remaining)).ConfigureAwait(false);
                if (count == 0) return;
                await _file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether the file is complete and matches its checksum.</summary>
    public async Task<bool> MatchesAsync(string etag, CancellationToken cancellationToken) =>
        IsComplete && await BlobChecksum.MatchesAsync(_file, etag, cancellationToken).ConfigureAwait(false);

    /// <summary>Flushes the content to the disk and closes the file.</summary>
    public void FlushAndClose()
    {
        if (_file is FileStream file) file.Flush(flushToDisk: true);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
