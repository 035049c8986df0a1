using System.Globalization;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class DividedWordsTests
{
    [Theory]
    [InlineData("A hallucination, of course.", "A| hallucination|,| of| course|.")] // A translation from Japanese.
    [InlineData("使用OpenAI的", "使|用|OpenAI|的")]
    public void Letters_of_a_foreign_word_stay_together(string text, string expected)
        => Assert.Equal(expected.Split('|'), Words(text, "ja"));

    [Theory]
    [InlineData("ที่นี่น้ำดื่ม", "th")]
    [InlineData("ကျေးဇူးတင်ပါတယ်", "my")]
    public void No_word_begins_with_a_mark_of_the_one_before(string text, string language)
    {
        var words = Words(text, language);
        Assert.Equal(text, string.Concat(words));
        Assert.True(words.Length > 1);
        Assert.Equal(new StringInfo(text).LengthInTextElements, words.Sum(word => new StringInfo(word).LengthInTextElements));
    }

    private static string[] Words(string text, string language)
    {
        var tokenizer = Golden.TokenizerOf("v3");
        return [.. DividedWords.Join(WordSplitter.Split(tokenizer, [.. tokenizer.Encode(text)], language)).Select(word => word.Text)];
    }
}
