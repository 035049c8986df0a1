namespace Speech.Audio.Tests.Support;

/// <summary>A stream like one from a network: forward only, in blocks of any size, with optional failures and delays.</summary>
internal sealed class TrickleStream(Stream inner, int maxBlock = int.MaxValue, Func<long, CancellationToken, Task>? before = null) : Stream
{
    private readonly Random _random = new(7);
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (before is not null) await before(_position, cancellationToken);
        var most = Math.Min(buffer.Length, maxBlock == int.MaxValue ? buffer.Length : _random.Next(1, maxBlock + 1));
        var read = await inner.ReadAsync(buffer[..most], cancellationToken);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("only asynchronous reads are supported");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
