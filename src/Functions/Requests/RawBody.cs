using System.Buffers;

namespace Speech.Functions.Requests;

/// <summary>Takes all bytes of a stream for audio.</summary>
internal static class RawBody
{
    private const int BlockSize = 64 * 1024;

    public static async Task ReadAsync(Stream from, AudioSpool into, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await from.ReadAsync(block, cancellationToken) is > 0 and var count)
                await into.WriteAsync(block.AsMemory(0, count), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
