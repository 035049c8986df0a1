using System.Buffers;
using Speech.Hub.Cache;

namespace Speech.Hub.Download;

/// <summary>A file on its way: what came so far, under a name that no reader looks for.</summary>
internal sealed class PartialFile(string path, long size, IDisk disk) : IDisposable
{
    private const int PieceLength = 256 << 10;
    private readonly Stream _file = disk.OpenPartial(path);

    /// <summary>Bytes that are there.</summary>
    public long Length => _file.Length;

    public bool IsWhole => Length == size;

    /// <summary>Forgets what came so far.</summary>
    public void Restart() => _file.SetLength(0);

    /// <summary>Appends what a server sends, but never beyond the file's announced size.</summary>
    /// <exception cref="TransientException">The server stopped early.</exception>
    public async Task AppendAsync(HubResponse response, CancellationToken cancellationToken)
    {
        _file.Position = Length;
        using var content = await response.OpenAsync().ConfigureAwait(false);
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            while (!IsWhole)
            {
                var wanted = (int)Math.Min(piece.Length, size - Length);
                var count = await response.ReadAsync(content, piece.AsMemory(0, wanted)).ConfigureAwait(false);
                if (count == 0) return;
                await _file.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Whether the file is what its checksum says.</summary>
    public async Task<bool> MatchesAsync(string etag, CancellationToken cancellationToken) =>
        IsWhole && await BlobHash.MatchesAsync(_file, etag, cancellationToken).ConfigureAwait(false);

    /// <summary>Sees to it that the bytes are on the disk, and closes the file.</summary>
    public void Complete()
    {
        if (_file is FileStream file) file.Flush(flushToDisk: true);
        Dispose();
    }

    public void Dispose() => _file.Dispose();
}
