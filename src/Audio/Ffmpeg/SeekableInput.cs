using Speech.Audio.Errors;
using Speech.Audio.Input;

namespace Speech.Audio.Ffmpeg;

/// <summary>A file for a container that ffmpeg cannot read from a pipe, because its index may follow its data.</summary>
internal sealed class SeekableInput : IAsyncDisposable
{
    private readonly FileStream _file;

    private SeekableInput(FileStream file) => _file = file;

    /// <summary>The full path of the file.</summary>
    public string Path => _file.Name;

    /// <summary>Copies a stream to its end. Exceptions of the stream are passed through.</summary>
    /// <exception cref="AudioSpoolException">The file cannot be written.</exception>
    /// <exception cref="AudioTooLargeException">The stream is longer than the limit.</exception>
    public static async Task<SeekableInput> CreateAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        var file = SpoolFiles.Create();
        try
        {
            var buffer = new byte[64 * 1024];
            while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (file.Length + count > maxBytes) throw new AudioTooLargeException(maxBytes);
                await SpoolFiles.WriteAsync(file, buffer.AsMemory(0, count), cancellationToken);
            }

            return new(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes the name of the file, once ffmpeg has opened it.</summary>
    public void Unlink() => SpoolFiles.Unlink(_file);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
