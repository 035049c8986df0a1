using Speech.TestSupport;
using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class SilenceTranscriberTests
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(3)]
    [InlineData(1)]
    public async Task No_word_is_lost_or_duplicated_where_the_decoder_ends_its_text_early(int spansPerPart)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var narration = CreateNarration(seed, spansPerPart);
            Assert.Equal(narration.Text, TextOf(await narration.TranscribeAsync(24)));
        }
    }

    /// <summary>Wherever the speech that has no word is longer than the longest one.</summary>
    [Fact]
    public async Task Words_that_the_decoder_skips_inside_a_segment_are_found_once()
    {
        var (skipped, found) = (0, 0);
        for (var seed = 0; seed < 8; seed++)
        {
            var splice = new Splice(new Random(seed), 200);
            var narration = new GappedNarration(splice, Vocabulary.Value);
            var chunks = await Splice.Collect(
                Transcriber(splice, narration.DecodeAsync).TranscribeAsync(splice.ReadAsync(8_000), Stop));
            var words = narration.IndicesOf(chunks);
            Assert.Equal(words.Distinct().Order(), words);
            Assert.Empty(Enumerable.Range(0, narration.Count).Except(words).Except(narration.Hidden));
            skipped += narration.Skipped.Count;
            found += narration.Skipped.Except(narration.Hidden).Count();
        }

        Assert.InRange(found, 100, skipped);
    }

    [Fact]
    public async Task The_batch_size_does_not_change_the_chunks()
    {
        var whole = await CreateNarration(3, spansPerPart: 2).TranscribeAsync(24);
        var single = await CreateNarration(3, spansPerPart: 2).TranscribeAsync(1);
        Assert.Equal(whole.Select(Values), single.Select(Values));

        static (string, double, double) Values(TranscriptSegment segment) => (segment.Text, segment.Start, segment.End);
    }

    [Fact]
    public async Task Recoveries_are_counted()
    {
        var (narration, sum) = (CreateNarration(4, spansPerPart: 2), default(DecodingStatistics));
        await narration.TranscribeAsync(4, statistics => sum += statistics);
        Assert.Equal(narration.Decoded, sum.Windows);
        Assert.InRange(sum.Recoveries, 1, sum.Windows - 1);
    }

    [Fact]
    public async Task Words_are_in_order_and_inside_their_chunks_and_the_speech()
    {
        var splice = new Splice(new Random(5), 200);
        var narration = new Narration(splice, Vocabulary.Value, new Random(5));
        var last = 0.0;
        foreach (var segment in await narration.TranscribeAsync(24))
        {
            Assert.InRange(segment.Start, last, segment.End);
            foreach (var word in segment.Words!)
            {
                Assert.InRange(word.Start, Math.Max(last, segment.Start), word.End - 0.005);
                Assert.Contains(splice.Speech, span => span.Start - 0.01 <= word.Start && word.End <= span.End + 0.01);
                last = word.End;
            }

            Assert.InRange(last, segment.Start, segment.End);
        }
    }

    [Fact]
    public async Task A_chunk_is_returned_before_the_audio_goes_on()
    {
        var splice = new Splice(new Random(0), 6);
        splice.Speech.Clear();
        splice.Speech.Add(new(1, 2));
        var goOn = new TaskCompletionSource();
        var narration = new Narration(splice, Vocabulary.Value, new Random(0));
        await using var segments = Transcriber(splice, narration.DecodeAsync).TranscribeAsync(Audio(), Stop).GetAsyncEnumerator(Stop);
        Assert.True(await segments.MoveNextAsync());
        goOn.SetResult();
        Assert.False(await segments.MoveNextAsync());

        async IAsyncEnumerable<ReadOnlyMemory<float>> Audio()
        {
            await foreach (var block in splice.ReadAsync(8_000)) yield return block;
            await goOn.Task;
        }
    }

    [Fact]
    public async Task No_more_windows_are_in_flight_than_the_batch_size()
    {
        var splice = new Splice(new Random(7), 600);
        var (narration, decoded) = (new Narration(splice, Vocabulary.Value, new Random(7)), new TaskCompletionSource());
        var (windows, most, seconds) = (0, 0, 0.0);
        var chunks = Splice.Collect(Transcriber(splice, DecodeAsync, batchSize: 3).TranscribeAsync(Audio(), Stop));
        // The audio of the window that waits has been read, too.
        Assert.Equal(3, most);
        Assert.InRange(seconds, 1, 300);
        decoded.SetResult();
        Assert.Equal(narration.Text, TextOf(await chunks));
        Assert.Equal(3, most);

        async Task<DecodedWindow> DecodeAsync(
            ReadOnlyMemory<float> samples, string? language, bool isDetected, CancellationToken cancellationToken)
        {
            most = Math.Max(most, Interlocked.Increment(ref windows));
            await decoded.Task;
            var window = await narration.DecodeAsync(samples, language, isDetected, cancellationToken);
            Interlocked.Decrement(ref windows);
            return window;
        }

        async IAsyncEnumerable<ReadOnlyMemory<float>> Audio()
        {
            await foreach (var block in splice.ReadAsync(Splice.Rate))
            {
                seconds++;
                yield return block;
            }
        }
    }

    [Fact]
    public async Task A_failed_window_fails_the_transcription()
    {
        var splice = new Splice(new Random(6), 100);
        var transcriber = Transcriber(splice, (_, _, _, _) => throw new InvalidOperationException("out of memory"));
        var segments = Splice.Collect(transcriber.TranscribeAsync(splice.ReadAsync(8_000), Stop));
        Assert.Equal("out of memory", (await Assert.ThrowsAsync<InvalidOperationException>(() => segments)).Message);
    }

    [Fact]
    public async Task A_cancelled_transcription_cancels_its_windows()
    {
        var (splice, started) = (new Splice(new Random(6), 100), new TaskCompletionSource());
        using var cancellation = new CancellationTokenSource();
        var transcriber = Transcriber(splice, async (_, _, _, cancellationToken) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return DecodedWindow.Silent;
        });
        var segments = Splice.Collect(transcriber.TranscribeAsync(splice.ReadAsync(8_000), cancellation.Token));
        await started.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => segments);
    }

    private static SilenceTranscriber Transcriber(Splice splice, PartDecoding decode, int batchSize = 4) => new(
        new SilenceWindowReader(splice, new PackingOptions()),
        new SpeechWindowDecoder(decode, Vocabulary.Value, new CoverageOptions()),
        Vocabulary.Value, new WindowLanguage("en", isMultilingual: true), words: true, batchSize, onDecoded: null);

    private static Narration CreateNarration(int seed, int spansPerPart)
        => new(new Splice(new Random(seed), 200), Vocabulary.Value, new Random(seed)) { SpansPerPart = spansPerPart };

    private static string TextOf(IEnumerable<TranscriptSegment> segments) => string.Concat(segments.Select(segment => segment.Text));
}
