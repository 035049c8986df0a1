namespace Speech.Audio.Ffmpeg;

/// <summary>Copies the encoded bytes to ffmpeg's standard input and closes it.</summary>
internal sealed class InputPump(Stream from, Stream to, WaitBudget budget)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Runs to the end of the source, or until ffmpeg wants no more, which is no fault. Faults of the source are passed on.</summary>
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

    /// <summary>Time in which the source has nothing to give is not ffmpeg's.</summary>
    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        using var starving = budget.Starve();
        return await from.ReadAsync(_buffer, cancellationToken);
    }

    /// <summary>Not cancelled but broken: the write ends when the process does.</summary>
    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await to.WriteAsync(bytes, CancellationToken.None);
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
            await to.DisposeAsync();
        }
        catch (IOException)
        {
            // The process is gone, and its end of the pipe with it.
        }
    }
}
