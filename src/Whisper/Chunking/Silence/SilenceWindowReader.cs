using System.Runtime.CompilerServices;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Cuts audio at silences into windows of speech. Only the audio of the next window is kept, whatever the length.</summary>
/// <param name="activity">Where there is speech.</param>
/// <param name="options">The lengths of windows and pauses.</param>
internal sealed class SilenceWindowReader(ISpeechActivity activity, PackingOptions options)
{
    /// <summary>Reads the windows in order; the receiver owns their arrays.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused once the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<SpeechWindow> ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (buffer, packer) = (new SampleBuffer(), new SpeechPacker(options));
        var decided = 0.0;
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.Append(block.Span);
            packer.Add(await activity.GetSpeechAsync(decided, buffer.Seconds, cancellationToken).ConfigureAwait(false), buffer.Seconds);
            decided = buffer.Seconds;
            while (packer.Next(isComplete: false, buffer.FindQuietest) is { } window)
                yield return new SpeechWindow(buffer.Rent(window.Start, window.End), window);
            buffer.DropBefore(packer.Start);
        }

        while (packer.Next(isComplete: true, buffer.FindQuietest) is { } window)
            yield return new SpeechWindow(buffer.Rent(window.Start, window.End), window);
    }
}
