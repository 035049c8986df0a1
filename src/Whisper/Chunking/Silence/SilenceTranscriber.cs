using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Transcribes audio in windows that are cut at silences.</summary>
/// <param name="reader">Cuts the windows.</param>
/// <param name="decoder">Decodes them.</param>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="language">Finds the language of each window.</param>
/// <param name="words">Whether segments include their words.</param>
/// <param name="batchSize">Maximum number of windows that are decoded at the same time.</param>
/// <param name="onDecoded">Called after each window, in order; null for none.</param>
internal sealed class SilenceTranscriber(
    SilenceWindowReader reader, SpeechWindowDecoder decoder, Tokenizer tokenizer, WindowLanguage language, bool words, int batchSize,
    Action<DecodingStatistics>? onDecoded)
{
    private readonly record struct DecodingWindow(SpeechWindow Window, Task<SpeechTranscript> Decoding);

    /// <summary>Transcribes; a segment is returned as soon as its window and all before it are decoded.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused once the next one is requested.</param>
    /// <param name="cancellationToken">Cancels the decoding.</param>
    public async IAsyncEnumerable<TranscriptSegment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new SemaphoreSlim(batchSize);
        var windows = Channel.CreateUnbounded<DecodingWindow>();
        var reading = ReadAsync(audio, windows.Writer, free, ending.Token);
        try
        {
            var builder = new SegmentBuilder(tokenizer, words);
            await foreach (var (window, decoding) in windows.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var transcript = await decoding.ConfigureAwait(false);
                ArrayPool<float>.Shared.Return(window.Samples.Array!);
                free.Release();
                onDecoded?.Invoke(transcript.Statistics);
                var speech = window.Bounds.Speech;
                foreach (var segment in transcript.Segments) yield return builder.Build(segment, speech[^1].End, speech);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, ChannelWriter<DecodingWindow> windows, SemaphoreSlim free,
        CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var window in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
            {
                await free.WaitAsync(cancellationToken).ConfigureAwait(false);
                windows.TryWrite(new(window, Decode(window)));
            }

            windows.Complete();
        }
        catch (Exception exception)
        {
            windows.Complete(exception);
        }

        Task<SpeechTranscript> Decode(SpeechWindow window) => language.ApplyAsync(
            window.Bounds, spoken => decoder.DecodeAsync(window, spoken, cancellationToken));
    }
}
