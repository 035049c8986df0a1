using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Transcripts;

public sealed class WordRangesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("one", "one")]
    [InlineData(" one two", " one", " two")]
    [InlineData("  one\n two  ", "  one", "\n two  ")]
    [InlineData("   ", "   ")]
    [InlineData("文字", "文字")]
    public void Each_word_has_the_white_space_before_it_and_the_last_one_that_at_the_end(string text, params string[] words)
        => Assert.Equal(words, WordRanges.Of(text).Select(range => text[range]));

    [Fact]
    public void Words_that_do_not_add_up_to_the_text_are_not_aligned()
    {
        Word[] words = [new(" one", 0, 1), new(" two", 1, 2)];
        var segment = new Segment(" one two", 0, 2) { Words = words };
        Assert.Same(words, segment.AlignedWords);
        Assert.Null((segment with { Text = " one two three" }).AlignedWords);
        Assert.Null((segment with { Words = null }).AlignedWords);
        Assert.Null(new Segment("", 0, 2) { Words = [] }.AlignedWords);
    }
}
