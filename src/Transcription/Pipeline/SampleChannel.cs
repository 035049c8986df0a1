using System.Threading.Channels;

namespace Speech.Transcription.Pipeline;

/// <summary>Channels that carry blocks of samples to one consumer, which may complete them before their end.</summary>
internal static class SampleChannel
{
    /// <param name="capacity">Number of blocks by which the writer may be ahead.</param>
    public static Channel<ReadOnlyMemory<float>> Create(int capacity)
        => Channel.CreateBounded<ReadOnlyMemory<float>>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    /// <summary>Writes a block once there is room.</summary>
    /// <returns>False when the consumer has completed.</returns>
    public static async ValueTask<bool> TryWriteAsync(
        this ChannelWriter<ReadOnlyMemory<float>> writer, ReadOnlyMemory<float> block, CancellationToken cancellationToken)
    {
        while (await writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
            if (writer.TryWrite(block)) return true;
        return false;
    }
}
