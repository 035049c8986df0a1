using Speech.TestSupport;
using Speech.Whisper.Chunking;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking;

public class WindowMergerTests
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    [Theory]
    [InlineData(55, 30, 20_000, false)]
    [InlineData(600, 30, 20_000, false)]
    [InlineData(600, 30, 10, false)]
    [InlineData(600, 12, 20_000, false)]
    [InlineData(600, 12, 10, false)]
    [InlineData(600, 30, 20_000, true)]
    public void No_word_is_lost_or_duplicated(double seconds, double windowSeconds, int vocabulary, bool misrecognizes)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var conversation = new Conversation(Vocabulary.Value, new Random(seed), seconds, vocabulary);
            Assert.Equal(conversation.Text, string.Concat(conversation.Transcribe(windowSeconds, misrecognizes).Select(c => c.Text)));
        }
    }

    [Fact]
    public void Without_a_common_token_the_text_of_the_next_window_does_not_start_with_a_dropped_segment()
    {
        var (merger, begin) = (new WindowMerger(Vocabulary.Value), Vocabulary.Value.SpecialTokens.TimestampBegin);
        int[] hello = [.. Vocabulary.Value.Encode(" hello")], thanks = [.. Vocabulary.Value.Encode(" thanks")];
        // The overlap is from 20 s to 30 s. The first window has another word at 29 s, which is dropped.
        List<TranscriptSegment> segments =
        [
            .. Add(right: 5, [begin, .. hello, begin + 1200, begin + 1450, .. thanks, begin + 1500]),
            .. Add(right: 0, [begin, .. Enumerable.Repeat(hello[0], 10), begin + 500]),
        ];
        if (merger.Finish(50) is { } last) segments.Add(last);
        var segment = Assert.Single(segments);
        Assert.Equal((0, 30), (segment.Start, segment.End));

        List<TranscriptSegment> Add(int right, int[] tokens)
            => merger.Add(new Window(new float[480_000], right == 0 ? 80_000 : 0, right * 16_000), new(new(tokens, 0, 0), "en"));
    }

    [Fact]
    public void Each_token_keeps_its_probability()
    {
        var conversation = new Conversation(Vocabulary.Value, new Random(3), 120, 20_000);
        foreach (var segment in conversation.Transcribe(30))
        {
            var bytes = segment.Tokens.SelectMany(token => token.Bytes.ToArray()).ToArray();
            Assert.Equal(segment.Text, System.Text.Encoding.UTF8.GetString(bytes));
            Assert.All(segment.Tokens, token => Assert.Equal(-token.Id / 1e5, token.LogProbability));
            Assert.Equal(0.25, segment.NoSpeechProbability);
        }
    }

    /// <summary>Each window has other times for the words of an overlap.</summary>
    [Theory]
    [InlineData(30, 0.05)]
    [InlineData(30, 0.5)]
    [InlineData(12, 0.5)]
    public void Words_of_overlapping_windows_are_in_order(double chunk, double jitter)
    {
        var conversation = new Conversation(Vocabulary.Value, new Random(7), 600, 20_000) { Jitter = jitter };
        var chunks = conversation.Transcribe(chunk);
        Assert.Equal(conversation.Text, string.Concat(chunks.Select(c => c.Text)));
        Assert.All(chunks, c => Assert.Equal(c.Text, string.Concat(c.Words!.Select(word => word.Text))));
        var last = 0.0;
        foreach (var word in chunks.SelectMany(c => c.Words!))
        {
            Assert.InRange(word.Start, last, 600);
            Assert.InRange(word.End, word.Start, 600);
            last = word.Start;
        }
    }

    [Fact]
    public void Times_do_not_decrease_and_stay_inside_the_audio()
    {
        var conversation = new Conversation(Vocabulary.Value, new Random(7), 600, 20_000);
        var last = 0.0;
        foreach (var segment in conversation.Transcribe(30))
        {
            Assert.InRange(segment.Start, last, segment.End);
            Assert.Equal(Math.Round(segment.End, 2), segment.End);
            last = segment.End;
        }

        Assert.InRange(last, 0, 600);
    }
}
