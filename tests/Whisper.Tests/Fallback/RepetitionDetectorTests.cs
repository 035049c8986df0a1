using Speech.Whisper.Fallback;

namespace Speech.Whisper.Tests.Fallback;

public class RepetitionDetectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(RepetitionDetector.MaxPhraseLength)]
    public void A_phrase_is_found_from_its_last_repeat_on(int length)
    {
        const int repeats = 4;
        int[] phrase = [.. Enumerable.Range(1, length)];
        int[] text = [97, 98, 99, .. Enumerable.Repeat(phrase, repeats).SelectMany(token => token)];
        Assert.Equal(length, RepetitionDetector.PhraseLengthAtEnd(text, repeats));
        for (var end = 0; end < text.Length; end++) Assert.Equal(0, RepetitionDetector.PhraseLengthAtEnd(text.AsSpan(0, end), repeats));
        Assert.Equal(0, RepetitionDetector.PhraseLengthAtEnd([.. text, 97], repeats));
    }

    [Fact]
    public void A_phrase_longer_than_the_limit_is_not_found()
    {
        var phrase = Enumerable.Range(0, RepetitionDetector.MaxPhraseLength + 1);
        Assert.Equal(0, RepetitionDetector.PhraseLengthAtEnd([.. Enumerable.Repeat(phrase, 12).SelectMany(token => token)], 10));
    }

    [Fact]
    public void Dropping_text_drops_the_timestamps_between_and_after_it()
    {
        // Timestamps are 1000 and above.
        int[] tokens = [1000, 1, 2, 1005, 1005, 1, 2, 1010, 1010, 1, 2, 1015];
        Assert.Equal([1000, 1, 2, 1005, 1005], RepetitionDetector.DropLastText(tokens, 4, token => token < 1000));
        Assert.Equal(tokens, RepetitionDetector.DropLastText(tokens, 0, token => token < 1000));
    }

    [Fact]
    public void Counts_the_text_tokens_that_repeat_a_phrase()
    {
        var detector = new RepetitionDetector(maxRepeats: 3, token => token < 1000);
        Assert.Equal(0, detector.CountRepeated([1000, 5, 6, 1001, 5, 6, 5]));
        Assert.Equal(4, detector.CountRepeated([1000, 5, 6, 1001, 5, 6, 5, 6]));
        Assert.Equal([1000, 5, 6, 1001], detector.WithoutRepeats([1000, 5, 6, 1001, 5, 6, 5, 6]));
        Assert.Equal(0, new RepetitionDetector(int.MaxValue, _ => true).CountRepeated([5, 5, 5, 5]));
        Assert.Equal(0, new RepetitionDetector(null, _ => true).CountRepeated([5, 5, 5, 5]));
    }
}
