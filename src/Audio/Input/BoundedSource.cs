namespace Speech.Audio.Input;

/// <summary>The next <paramref name="length"/> bytes of a stream, or what there is of them.</summary>
internal sealed class BoundedSource(Stream stream, long length = long.MaxValue) : IByteSource
{
    private long _left = length;

    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _left)];
        var read = await stream.ReadAtLeastAsync(wanted, wanted.Length, throwOnEndOfStream: false, cancellationToken);
        _left -= read;
        return read;
    }
}
