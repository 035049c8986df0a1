using System.Threading.Channels;

namespace Speech.Transcription.Pipeline;

/// <summary>Divides decoded audio into its channels, which are processed concurrently. Each is read at its own pace, within a limited lead
/// over the others.</summary>
internal static class ChannelSplitter
{
    // Blocks have half a second.
    private const int MaxLeadBlocks = 120;

    /// <summary>Processes each channel.</summary>
    /// <param name="audio">Blocks with one memory for each channel, valid until the next one is requested.</param>
    /// <param name="run">Processes a channel, by its index.</param>
    /// <param name="cancellationToken">Cancels all of them.</param>
    /// <returns>The results in the order of the channels. A failure of one cancels the others.</returns>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(
        IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> audio,
        Func<int, IAsyncEnumerable<ReadOnlyMemory<float>>, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var blocks = audio.GetAsyncEnumerator(cancellation.Token);
        await using var disposal = blocks.ConfigureAwait(false);
        if (!await blocks.MoveNextAsync().ConfigureAwait(false)) return [];
        var channels = blocks.Current.Select(_ => SampleChannel.Create(MaxLeadBlocks)).ToArray();
        var runs = channels.Select((channel, index) => RunOneAsync(channel, index)).ToArray();
        try
        {
            do
            {
                foreach (var (index, block) in blocks.Current.Index())
                    await channels[index].Writer.TryWriteAsync(block.ToArray(), cancellation.Token).ConfigureAwait(false);
            }
            while (await blocks.MoveNextAsync().ConfigureAwait(false));
            foreach (var channel in channels) channel.Writer.TryComplete();
            return await Task.WhenAll(runs).ConfigureAwait(false);
        }
        catch
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(runs)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The others may only have been cancelled because of the one that failed.
            if (Array.Find(runs, task => task.IsFaulted) is { } failed) await failed.ConfigureAwait(false);
            throw;
        }

        async Task<T> RunOneAsync(Channel<ReadOnlyMemory<float>> channel, int index)
        {
            try
            {
                return await run(index, channel.Reader.ReadAllAsync(cancellation.Token), cancellation.Token).ConfigureAwait(false);
            }
            catch
            {
                await cancellation.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                channel.Writer.TryComplete();
            }
        }
    }
}
