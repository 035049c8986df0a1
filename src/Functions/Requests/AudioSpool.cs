using Speech.Audio.Errors;
using Speech.Audio.Input;

namespace Speech.Functions.Requests;

/// <summary>Buffers the audio of one request until its parameters are known, which may follow it in the body:
/// in memory up to a limit, then in a temporary file that only this user can read and that has no name, so that nothing is left of it
/// however the process ends.</summary>
/// <param name="memoryLimit">The number of bytes that are held in memory.</param>
/// <param name="folder">The folder of the file; by default the system's temporary one.</param>
/// <param name="budget">Bounds the files of all requests; null for no bound.</param>
internal sealed class AudioSpool(int memoryLimit = 1024 * 1024, string? folder = null, SpoolBudget? budget = null) : IAsyncDisposable
{
    private Stream _stream = new MemoryStream();
    private long _reserved;

    public long Length => _stream.Length;

    public bool IsInMemory => _stream is MemoryStream;

    /// <exception cref="AudioSpoolException">The temporary file cannot be written, or the budget is used up.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_stream is MemoryStream memory && memory.Length + bytes.Length > memoryLimit)
        {
            var file = SpoolFiles.Create(folder);
            _stream = file;
            SpoolFiles.Unlink(file);
            await WriteAsync(file, memory.GetBuffer().AsMemory(0, (int)memory.Length), cancellationToken);
        }
        if (_stream is FileStream open) await WriteAsync(open, bytes, cancellationToken);
        else await _stream.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>The bytes from their start. Seekable; valid until the spool is disposed.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        budget?.Return(Interlocked.Exchange(ref _reserved, 0));
    }

    private ValueTask WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        budget?.Reserve(bytes.Length);
        _reserved += bytes.Length;
        return SpoolFiles.WriteAsync(file, bytes, cancellationToken);
    }
}
