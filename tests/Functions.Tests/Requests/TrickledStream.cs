namespace Speech.Functions.Tests.Requests;

/// <summary>Returns a different number of bytes with every read, as networks do.</summary>
internal sealed class TrickledStream(byte[] bytes, Func<int> nextLength) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => base.ReadAsync(buffer[..Math.Min(buffer.Length, nextLength())], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
