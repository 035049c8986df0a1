using Speech.Whisper.Guards;

namespace Speech.Whisper.Tests.Guards;

public class RepetitionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Repetition.LongestPhrase)]
    public void A_phrase_counts_from_its_last_repeat_on_and_not_before(int length)
    {
        const int times = 4;
        int[] phrase = [.. Enumerable.Range(1, length)];
        int[] text = [97, 98, 99, .. Enumerable.Repeat(phrase, times).SelectMany(token => token)];
        Assert.Equal(length, Repetition.PhraseAtEnd(text, times));
        for (var end = 0; end < text.Length; end++) Assert.Equal(0, Repetition.PhraseAtEnd(text.AsSpan(0, end), times));
        Assert.Equal(0, Repetition.PhraseAtEnd([.. text, 97], times));
    }

    [Fact]
    public void A_phrase_too_long_to_be_a_loop_is_left()
        => Assert.Equal(0, Repetition.PhraseAtEnd([.. Enumerable.Repeat(Enumerable.Range(0, Repetition.LongestPhrase + 1), 12).SelectMany(token => token)], 10));

    [Fact]
    public void Cutting_drops_the_last_words_with_the_times_between_and_behind_them()
    {
        // Times are above 1000.
        int[] tokens = [1000, 1, 2, 1005, 1005, 1, 2, 1010, 1010, 1, 2, 1015];
        Assert.Equal([1000, 1, 2, 1005, 1005], Repetition.WithoutLast(tokens, 4, token => token < 1000));
        Assert.Equal(tokens, Repetition.WithoutLast(tokens, 0, token => token < 1000));
    }
}
