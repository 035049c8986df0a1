using Speech.TestSupport;
using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking;

public class OverlapMergerTests
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    [Fact]
    public void Text_of_only_one_window_is_kept()
    {
        var words = Tokens(1, 2, 3);
        Assert.Equal((3, 0), OverlapMerger.Join(words, [], middle: 2, tolerance: 5));
        Assert.Equal((0, 0), OverlapMerger.Join([], words, middle: 2, tolerance: 5));
    }

    [Fact]
    public void The_join_is_the_common_word_nearest_to_the_middle()
        => Assert.Equal((2, 1), OverlapMerger.Join(Tokens(7, 8, 9, 10), Tokens(8, 9, 10, 11), middle: 2.4, tolerance: 5));

    [Fact]
    public void The_same_word_at_another_time_is_another_word()
    {
        TimedToken[] left = [Token(7, time: 1)], right = [Token(7, time: 9)];
        // No common token: each window is used on its side of the middle.
        Assert.Equal((1, 0), OverlapMerger.Join(left, right, middle: 5, tolerance: 5));
    }

    /// <summary>Rare characters of three tokens each, transcribed differently in the two windows: none may be split.</summary>
    [Fact]
    public void No_character_is_split_if_the_windows_have_nothing_in_common()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var merger = new WindowMerger(Vocabulary.Value);
            var text = string.Concat(Transcribe(0, right: 5).Concat(Transcribe(5, right: 0)).Select(c => c.Text)) + merger.Finish(50)?.Text;
            Assert.DoesNotContain('\uFFFD', text);

            List<TranscriptSegment> Transcribe(int left, int right)
            {
                var characters = Enumerable.Range(0, 40).Select(_ => char.ConvertFromUtf32(0x20000 + random.Next(0x2000)));
                var (open, close) = (Vocabulary.Value.SpecialTokens.TimestampBegin, Vocabulary.Value.SpecialTokens.TimestampBegin + 1500);
                var attempt = new DecodingAttempt([open, .. Vocabulary.Value.Encode(string.Concat(characters)), close], 0, 0);
                var window = new Window(new ArraySegment<float>(new float[480_000]), left * 16_000, right * 16_000);
                return merger.Add(window, new DecodedWindow(attempt, "zh"));
            }
        }
    }

    [Fact]
    public void Windows_of_one_segment_each_do_not_merge_into_one_endless_chunk()
    {
        var merger = new WindowMerger(Vocabulary.Value);
        var begin = Vocabulary.Value.SpecialTokens.TimestampBegin;
        var spoken = Enumerable.Range(256, 40_000)
            .Where(id => Vocabulary.Value.Decode([id]) is [' ', ..] text && !text.Contains('\uFFFD', StringComparison.Ordinal))
            .Take(2010).ToArray();
        var segments = new List<TranscriptSegment>();
        for (var i = 0; i < 100; i++)
        {
            // 30 words per window; the last ten are the next window's first ten.
            var words = spoken.AsSpan(i * 20, 30).ToArray();
            var window = new Window(new ArraySegment<float>(new float[480_000]), i == 0 ? 0 : 80_000, 80_000);
            segments.AddRange(merger.Add(window, new DecodedWindow(new DecodingAttempt([begin, .. words, begin + 1500], 0, 0), "en")));
        }

        Assert.All(segments, segment => Assert.InRange(segment.End - segment.Start, 0, 60));
        Assert.InRange(segments.Count, 40, 100);
        Assert.Equal(Vocabulary.Value.Decode(spoken), string.Concat(segments.Select(c => c.Text)) + merger.Finish(2010)?.Text);
    }

    /// <summary>Words at the second of their id minus seven.</summary>
    private static TimedToken[] Tokens(params int[] ids)
        => [.. ids.Select(id => Token(id, time: id - 7))];

    private static TimedToken Token(int id, double time) => new(id, time, null, null, DecodedWindow.Silent) { IsWordBoundary = true };
}
