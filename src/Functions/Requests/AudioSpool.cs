namespace Speech.Functions.Requests;

/// <summary>Buffers the audio of one request until its parameters are known, which may follow it in the body:
/// in memory up to a limit, then in a temporary file that only this user can read and that is deleted when it is closed.</summary>
internal sealed class AudioSpool(int memoryLimit = 1024 * 1024) : IAsyncDisposable
{
    private Stream _stream = new MemoryStream();

    public long Length => _stream.Length;

    public bool IsInMemory => _stream is MemoryStream;

    /// <exception cref="InvalidOperationException">The temporary file cannot be written.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await AppendAsync(bytes, cancellationToken);
        }
        catch (IOException exception)
        {
            // A failure of the server, which callers must not mistake for a body that ends early.
            throw new InvalidOperationException("The audio of a request could not be written to a temporary file", exception);
        }
    }

    /// <summary>The bytes from their start. Seekable; valid until the spool is disposed.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_stream is MemoryStream memory && memory.Length + bytes.Length > memoryLimit)
        {
            _stream = CreateFile();
            memory.Position = 0;
            await memory.CopyToAsync(_stream, cancellationToken);
        }
        await _stream.WriteAsync(bytes, cancellationToken);
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
