using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Audio;

namespace Speech.Transcription.Pipeline;

/// <summary>Duplicates decoded audio to two consumers. Each reads at its own pace, within a limited lead over the other.</summary>
/// <param name="maxLead">Seconds of audio that one consumer may be ahead of the other. Must exceed the audio by which one consumer
/// waits for the other, otherwise both deadlock.</param>
internal sealed class AudioTee(double maxLead)
{
    /// <summary>Samples per block, independent of the decoder's blocks: half a second. The lead is counted in blocks.</summary>
    internal const int BlockSamples = AudioDecoder.SampleRate / 2;

    private readonly Channel<ReadOnlyMemory<float>>[] _outputs = [NewOutput(maxLead), NewOutput(maxLead)];

    /// <summary>The audio for the first consumer.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<float>> First => _outputs[0].Reader.ReadAllAsync();

    /// <summary>The audio for the second consumer.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<float>> Second => _outputs[1].Reader.ReadAllAsync();

    /// <summary>Copies the audio to both consumers until it ends or both have completed. An exception of the audio is passed to both
    /// consumers.</summary>
    /// <param name="audio">Blocks that are valid until the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the copying.</param>
    public async Task PumpAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            await foreach (var block in RebufferAsync(audio, cancellationToken).ConfigureAwait(false))
            {
                var consumers = 0;
                foreach (var output in _outputs)
                    if (await output.Writer.TryWriteAsync(block, cancellationToken).ConfigureAwait(false)) consumers++;
                if (consumers == 0) return;
            }
        }
        catch (Exception exception)
        {
            error = exception;
            throw;
        }
        finally
        {
            foreach (var output in _outputs) output.Writer.TryComplete(error);
        }
    }

    /// <summary>Marks the first consumer as finished: the other no longer waits for it.</summary>
    public void CompleteFirst() => _outputs[0].Writer.TryComplete();

    /// <summary>Marks the second consumer as finished: the other no longer waits for it.</summary>
    public void CompleteSecond() => _outputs[1].Writer.TryComplete();

    /// <summary>Copies the audio into blocks of equal length that are not reused; only the last one may be shorter.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> RebufferAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, filled) = (new float[BlockSamples], 0);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var rest = block; !rest.IsEmpty;)
            {
                var count = Math.Min(rest.Length, BlockSamples - filled);
                rest[..count].CopyTo(buffer.AsMemory(filled));
                (rest, filled) = (rest[count..], filled + count);
                if (filled < BlockSamples) continue;
                yield return buffer;
                (buffer, filled) = (new float[BlockSamples], 0);
            }
        }

        if (filled > 0) yield return buffer.AsMemory(0, filled);
    }

    private static Channel<ReadOnlyMemory<float>> NewOutput(double maxLead)
        => SampleChannel.Create((int)Math.Ceiling(maxLead * AudioDecoder.SampleRate / BlockSamples) + 1);
}
