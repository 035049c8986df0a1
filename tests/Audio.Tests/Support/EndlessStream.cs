namespace Speech.Audio.Tests.Support;

/// <summary>A head, then bytes made up as they are read, up to a length that no memory would hold.</summary>
internal sealed class EndlessStream(byte[] head, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        var fromHead = (int)Math.Clamp(head.Length - _position, 0, count);
        head.AsSpan((int)Math.Min(_position, head.Length), fromHead).CopyTo(buffer);
        for (var i = fromHead; i < count; i++) buffer[i] = (byte)((_position + i) * 31 >> 4);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
