using Speech.Transcription.Ggml;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Ggml;

/// <summary>Numbered seconds of audio, whose text is their number.</summary>
public sealed class GgmlSpansTests
{
    private const int Rate = 16_000;

    private int _longest;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Transcribes_every_second_once_and_in_order_for_any_span_length(int seconds)
    {
        const int count = 25;
        var segments = await TranscribeAsync(count, seconds, tail: Rate / 2);

        Assert.Equal(Enumerable.Range(0, count + 1).Select(number => $" number {number}."), segments.Select(segment => segment.Text));
        Assert.All(segments.Take(count), (segment, number) => Assert.InRange(segment.Start, number, number + 0.01));
        Assert.True(_longest <= (seconds + 1) * Rate);
        // Clamped to the audio, and in order.
        Assert.InRange(segments[^1].End, count, count + 0.5);
        Assert.All(segments, segment => Assert.True(segment.Start <= segment.End));
    }

    [Fact]
    public async Task Words_add_up_to_the_text_without_control_tokens()
    {
        var segments = await TranscribeAsync(2, spanSeconds: 300);

        Assert.Equal([new(" number", 0, 0.5), new(" 0.", 0.5, 1)], segments[0].Words!);
        Assert.Equal([new(" number", 1, 1.5), new(" 1.", 1.5, 2)], segments[1].Words!);
        Assert.All(segments, segment => Assert.Equal(segment.Text, string.Concat(segment.Words!.Select(word => word.Text))));
    }

    [Fact]
    public void A_character_divided_between_tokens_leaves_the_segment_without_words()
        => Assert.Null(GgmlWordBuilder.Build(new(" Ä", 0, 1, [new(" \uFFFD", 0, 0.5), new("\uFFFD", 0.5, 1)]), new(0, 1)));

    private async Task<List<Segment>> TranscribeAsync(int seconds, int spanSeconds, int tail = 0)
    {
        var segments = new List<Segment>();
        var spans = new GgmlSpans((samples, _) => Task.FromResult(Read(samples)), spanSeconds * Rate);
        await foreach (var segment in spans.TranscribeAsync(Seconds(seconds, tail), words: true, TestContext.Current.CancellationToken))
            segments.Add(segment);
        return segments;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Seconds(int count, int tail)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return Enumerable.Repeat(number / 1000f, Rate).ToArray();
        }
        if (tail > 0) yield return Enumerable.Repeat(count / 1000f, tail).ToArray();
    }

    /// <summary>One segment per second with the number of that second, which is in its first sample.</summary>
    private IReadOnlyList<GgmlSegment> Read(ReadOnlyMemory<float> samples)
    {
        _longest = Math.Max(_longest, samples.Length);
        return [.. Enumerable.Range(0, (samples.Length + Rate - 1) / Rate).Select(second =>
        {
            var (number, start) = ((int)Math.Round(samples.Span[second * Rate] * 1000), (double)second);
            // The first start lies slightly before the audio and the last end after it, as whisper.cpp's often do.
            var early = second == 0 ? -0.01 : start;
            return new GgmlSegment($" number {number}.", early, start + 1.02,
            [
                new("[_BEG_]", early, early), new(" num", early, start + 0.3), new("ber", start + 0.3, start + 0.5),
                new($" {number}", start + 0.5, start + 0.9), new(".", start + 0.9, start + 1),
            ]);
        })];
    }
}
