using System.Buffers;

namespace Speech.Functions.Requests;

/// <summary>Copies a body that consists of the audio.</summary>
internal static class RawBody
{
    private const int BlockSize = 64 * 1024;

    public static async Task CopyAsync(Stream body, AudioSpool audio, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await body.ReadAsync(block, cancellationToken) is > 0 and var count)
                await audio.WriteAsync(block.AsMemory(0, count), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
