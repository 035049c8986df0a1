using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Audio;

namespace Speech.Transcription.Pipeline;

/// <summary>Audio that is decoded once and heard by two: each at its own pace, neither far ahead of the other.</summary>
/// <param name="lead">Seconds that one may hear before the other takes them. It must cover what one waits for the other to hear: more than that, and no end is in sight for both.</param>
internal sealed class AudioFork(double lead)
{
    /// <summary>Samples of a block, whatever the decoder's are: half a second. What is ahead is counted in blocks.</summary>
    internal const int BlockSamples = AudioDecoder.SampleRate / 2;

    private readonly Channel<ReadOnlyMemory<float>>[] _branches = [New(lead), New(lead)];

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
            await foreach (var block in KeptAsync(audio, cancellationToken).ConfigureAwait(false))
            {
                var heard = 0;
                foreach (var branch in _branches)
                    if (await TellAsync(branch.Writer, block, cancellationToken).ConfigureAwait(false)) heard++;
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

    /// <summary>The audio in blocks that stay as they are; only the last may be shorter.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> KeptAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (kept, filled) = (new float[BlockSamples], 0);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var rest = block; !rest.IsEmpty;)
            {
                var taken = Math.Min(rest.Length, BlockSamples - filled);
                rest[..taken].CopyTo(kept.AsMemory(filled));
                (rest, filled) = (rest[taken..], filled + taken);
                if (filled < BlockSamples) continue;
                yield return kept;
                (kept, filled) = (new float[BlockSamples], 0);
            }
        }

        if (filled > 0) yield return kept.AsMemory(0, filled);
    }

    private static async ValueTask<bool> TellAsync(ChannelWriter<ReadOnlyMemory<float>> writer, ReadOnlyMemory<float> block, CancellationToken cancellationToken)
    {
        while (await writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
            if (writer.TryWrite(block)) return true;
        return false;
    }

    private static Channel<ReadOnlyMemory<float>> New(double lead) => Channel.CreateBounded<ReadOnlyMemory<float>>(
        new BoundedChannelOptions((int)Math.Ceiling(lead * AudioDecoder.SampleRate / BlockSamples) + 1) { SingleReader = true, SingleWriter = true });
}
