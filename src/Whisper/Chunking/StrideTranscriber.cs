using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Transcribes audio in overlapping windows of equal length, as the reference does.</summary>
/// <param name="length">Samples per window.</param>
/// <param name="createQueue">Creates the queue of the windows that are being decoded.</param>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="onDecoded">Called after each window, in order; null for none.</param>
internal sealed class StrideTranscriber(
    int length, Func<CancellationToken, WindowQueue> createQueue, Tokenizer tokenizer, Action<DecodingStatistics>? onDecoded)
{
    /// <summary>Transcribes; a segment is returned as soon as no later window can change it.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused once the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<TranscriptSegment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The overlap is a share of the actual window, which may be shorter than the requested one.
        var stride = (int)Math.Round(length / 6.0);
        var reader = new WindowReader(length, step: length - 2 * stride) { LooksAhead = true };
        var merger = new WindowMerger(tokenizer);
        await using var queue = createQueue(cancellationToken);
        await foreach (var batch in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
        {
            if (queue.IsFull)
                foreach (var segment in await MergeNextAsync().ConfigureAwait(false))
                    yield return segment;
            queue.Add(Window.From(batch, stride));
        }

        while (!queue.IsEmpty)
            foreach (var segment in await MergeNextAsync().ConfigureAwait(false))
                yield return segment;
        if (merger.Finish(AudioDecoder.SecondsOf(reader.SamplesRead)) is { } last) yield return last;

        async Task<List<TranscriptSegment>> MergeNextAsync()
        {
            var (window, decoded) = await queue.TakeAsync().ConfigureAwait(false);
            onDecoded?.Invoke(decoded.Statistics);
            return merger.Add(window, decoded);
        }
    }
}
