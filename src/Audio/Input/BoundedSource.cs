namespace Speech.Audio.Input;

/// <summary>At most the next <paramref name="length"/> bytes of a stream.</summary>
internal sealed class BoundedSource(Stream stream, long length) : IByteSource
{
    private long _remaining = length;

    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var requested = buffer[..(int)Math.Min(buffer.Length, _remaining)];
        var read = await stream.ReadAtLeastAsync(requested, requested.Length, throwOnEndOfStream: false, cancellationToken);
        _remaining -= read;
        return read;
    }
}
