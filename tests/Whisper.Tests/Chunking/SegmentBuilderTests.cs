using Speech.Audio;
using Speech.TestSupport;
using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking;

public sealed class SegmentBuilderTests
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    /// <summary>Text that is decoded again may lie inside a segment that was found before.</summary>
    [Fact]
    public void A_segment_inside_the_one_before_it_has_room_for_its_words()
    {
        var builder = new SegmentBuilder(Vocabulary.Value);
        SpeechRegion[] speech = [new(0, 3), new(4, 4.02)];
        var (last, lastEnd) = (0.0, 0.0);
        foreach (var segment in new[] { Segment(0, 2.9), Segment(1, 2), Segment(2.9, 2.9), Segment(4, 4.01) })
        {
            var built = builder.Build(segment, limit: 5, speech);
            Assert.True(lastEnd <= built.Start && built.Start < built.End, $"{built} after {lastEnd}");
            lastEnd = built.End;
            foreach (var word in built.Words!)
            {
                Assert.True(last <= word.Start && word.Start < word.End, $"{word} after {last}");
                Assert.InRange(word.Start, built.Start, built.End);
                Assert.InRange(word.End, built.Start, built.End);
                last = word.End;
            }
        }
    }

    private static TimedToken[] Segment(double start, double end)
    {
        // Three words, aligned to equal parts.
        int[] ids = [.. Vocabulary.Value.Encode(" one two three")];
        var window = DecodedWindow.Silent with { Language = "en" };
        return [.. ids.Select((id, i) => new TimedToken(id, start, i == 0 ? start : null, i == ids.Length - 1 ? end : null, window)
        {
            Alignment = (start + (end - start) * i / ids.Length, start + (end - start) * (i + 1) / ids.Length),
        })];
    }
}
