using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class WordSplitterTests
{
    private const int Splits = 13;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Splits)];

    [Theory, MemberData(nameof(Cases))]
    public void Words_are_those_of_the_reference(int index)
    {
        var wanted = Golden.Read("tokenizer", "split_to_word_tokens.json").GetProperty("cases")[index];

        var words = WordSplitter.Split(Golden.TokenizerOf(wanted.Text("vocab")), wanted.Ints("ids"), wanted.Text("language"));

        Assert.Equal(wanted.Texts("words"), words.Select(word => word.Text));
        Assert.Equal(wanted.IntLists("word_tokens"), words.Select(word => word.Tokens.ToArray()));
    }

    [Fact]
    public void Every_split_of_the_reference_is_a_case()
        => Assert.Equal(Splits, Golden.Read("tokenizer", "split_to_word_tokens.json").GetProperty("cases").GetArrayLength());

    [Theory, InlineData("en"), InlineData("zh"), InlineData(null)]
    public void Words_contain_all_tokens_and_all_text(string? language)
    {
        var tokenizer = Golden.TokenizerOf("v3");
        var random = new Random(23);
        for (var round = 0; round < 300; round++)
        {
            // Single bytes (below 256) form invalid characters of every kind.
            int[] ids = [.. Enumerable.Range(0, random.Next(40))
                .Select(_ => random.Next(random.Next(3) switch { 0 => 256, 1 => 50_257, _ => 51_866 }))];

            var words = WordSplitter.Split(tokenizer, ids, language);

            Assert.Equal(ids, words.SelectMany(word => word.Tokens));
            Assert.Equal(tokenizer.Decode(ids, Markup.All), string.Concat(words.Select(word => word.Text)));
            Assert.DoesNotContain(words, word => word.Tokens.IsEmpty);
        }
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("ja")]
    [InlineData("th")]
    [InlineData("lo")]
    [InlineData("my")]
    [InlineData("yue")]
    [InlineData("en")]
    [InlineData("ko")]
    public void Scripts_without_spaces_split_into_more_words(string language)
    {
        var tokenizer = Golden.TokenizerOf("v3");
        var words = WordSplitter.Split(tokenizer, tokenizer.Encode("你好世界今天天气").ToArray(), language);
        Assert.Equal(language is "en" or "ko", words.Count == 1);
    }
}
