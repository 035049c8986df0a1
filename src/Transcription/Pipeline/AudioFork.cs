using System.Threading.Channels;

namespace Speech.Transcription.Pipeline;

/// <summary>Audio that is decoded once and heard by two: each at its own pace, neither far ahead of the other.</summary>
internal sealed class AudioFork
{
    // Two minutes of blocks of half a second: enough for one to work while the other waits, and no more.
    private const int Blocks = 256;

    private readonly Channel<ReadOnlyMemory<float>>[] _branches = [New(), New()];

    /// <summary>What the first listener hears.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<float>> First => _branches[0].Reader.ReadAllAsync();

    /// <summary>What the second listener hears.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<float>> Second => _branches[1].Reader.ReadAllAsync();

    /// <summary>Reads the audio to its end, or until nobody listens any more. Its fault, if it has one, is both listeners' too.</summary>
    /// <param name="audio">Blocks that are valid until the next one is asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task PumpAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                ReadOnlyMemory<float> kept = block.ToArray();
                var heard = 0;
                foreach (var branch in _branches)
                    if (await TellAsync(branch.Writer, kept, cancellationToken).ConfigureAwait(false)) heard++;
                if (heard == 0) return;
            }
        }
        catch (Exception reason)
        {
            fault = reason;
            throw;
        }
        finally
        {
            foreach (var branch in _branches) branch.Writer.TryComplete(fault);
        }
    }

    /// <summary>The second listener has had enough: nobody waits for it any more.</summary>
    public void LeaveSecond() => _branches[1].Writer.TryComplete();

    /// <summary>The first listener has had enough: nobody waits for it any more.</summary>
    public void LeaveFirst() => _branches[0].Writer.TryComplete();

    private static async ValueTask<bool> TellAsync(ChannelWriter<ReadOnlyMemory<float>> writer, ReadOnlyMemory<float> block, CancellationToken cancellationToken)
    {
        while (await writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
            if (writer.TryWrite(block)) return true;
        return false;
    }

    private static Channel<ReadOnlyMemory<float>> New()
        => Channel.CreateBounded<ReadOnlyMemory<float>>(new BoundedChannelOptions(Blocks) { SingleReader = true, SingleWriter = true });
}
