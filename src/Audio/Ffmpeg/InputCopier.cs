namespace Speech.Audio.Ffmpeg;

/// <summary>Copies the encoded audio to ffmpeg's standard input and closes it.</summary>
internal sealed class InputCopier(Stream source, Stream destination, DecodingTimeLimit limit)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>
    /// Copies until the end of the source, or until ffmpeg closes its input, which is not an error. Exceptions of the source are passed
    /// through.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadAsync(cancellationToken) is > 0 and var count)
                if (!await TryWriteAsync(_buffer.AsMemory(0, count)))
                    return;
        }
        finally
        {
            await CloseAsync();
        }
    }

    /// <summary>Reads from the source; this time does not count towards ffmpeg's limit.</summary>
    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        using var waiting = limit.WaitForSource();
        return await source.ReadAsync(_buffer, cancellationToken);
    }

    /// <summary>Writes without cancellation: the write fails when the process ends.</summary>
    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await destination.WriteAsync(bytes, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            await destination.DisposeAsync();
        }
        catch (IOException)
        {
            // The process has ended and closed its end of the pipe.
        }
    }
}
