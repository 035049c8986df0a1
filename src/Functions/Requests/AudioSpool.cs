namespace Speech.Functions.Requests;

/// <summary>Holds the audio of one request until its parameters are known, which may come after it:
/// a little in memory, more in a temporary file that only this process may read and that goes when it is closed.</summary>
internal sealed class AudioSpool(int memoryLimit = 1024 * 1024) : IAsyncDisposable
{
    private Stream _store = new MemoryStream();

    public long Length => _store.Length;

    public bool IsInMemory => _store is MemoryStream;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(bytes, cancellationToken);
        }
        catch (IOException reason)
        {
            // Ours, not the caller's: it must not be taken for a body that breaks off.
            throw new InvalidOperationException("The audio of a request could not be kept in a temporary file", reason);
        }
    }

    /// <summary>The bytes from their start. Seekable; valid until the spool is disposed.</summary>
    public Stream Rewind()
    {
        _store.Position = 0;
        return _store;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async ValueTask StoreAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_store is MemoryStream memory && memory.Length + bytes.Length > memoryLimit)
        {
            _store = CreateFile();
            memory.Position = 0;
            await memory.CopyToAsync(_store, cancellationToken);
        }
        await _store.WriteAsync(bytes, cancellationToken);
    }

    private static FileStream CreateFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), "speech-" + Path.GetRandomFileName()), options);
    }
}
