using System.Buffers;
using System.Runtime.CompilerServices;
using Speech.Audio;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Cuts audio at silences into windows of speech. Only the audio of the next window is kept, whatever the length.</summary>
/// <param name="activity">Where there is speech.</param>
/// <param name="options">The lengths of windows and pauses.</param>
/// <param name="undetected">Which other sound is cut into windows, too; null for none.</param>
internal sealed class SilenceWindowReader(ISpeechActivity activity, PackingOptions options, UndetectedSpeechOptions? undetected = null)
{
    // The loudness of speech is measured over 50 ms, every 10 ms.
    private const int QuietFrame = AudioDecoder.SampleRate / 20, QuietStep = AudioDecoder.SampleRate / 100;

    /// <summary>Reads the windows in order; the receiver owns their arrays.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused once the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<SpeechWindow> ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (buffer, packer) = (new SampleBuffer(), new SpeechPacker(options));
        var added = undetected is null ? null : new UndetectedSpeech(undetected);
        var decided = 0.0;
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.Append(block.Span);
            Add(await activity.GetSpeechAsync(decided, buffer.Seconds, cancellationToken).ConfigureAwait(false));
            decided = buffer.Seconds;
            while (packer.Next(isComplete: false, FindQuietest) is { } window)
                yield return new SpeechWindow(Rent(buffer.Between(window.Start, window.End)), window);
            buffer.DropBefore(packer.Start);
        }

        Add([], isComplete: true);
        while (packer.Next(isComplete: true, FindQuietest) is { } window)
            yield return new SpeechWindow(Rent(buffer.Between(window.Start, window.End)), window);

        void Add(IReadOnlyList<SpeechRegion> speech, bool isComplete = false)
        {
            var (spans, known) = added?.Add(speech, buffer.Seconds, buffer, isComplete)
                ?? ([.. speech.Select(span => new PackedSpan(span.Start, span.End))], buffer.Seconds);
            packer.Add(spans, known);
        }

        double FindQuietest(double start, double end) => buffer.FindQuietest(start, end, QuietFrame, QuietStep);
    }

    private static ArraySegment<float> Rent(ReadOnlySpan<float> samples)
    {
        var array = ArrayPool<float>.Shared.Rent(samples.Length);
        samples.CopyTo(array);
        return new(array, 0, samples.Length);
    }
}
