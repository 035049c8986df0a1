using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class PunctuationTests
{
    [Fact]
    public void Punctuation_is_merged_as_in_the_reference()
    {
        var cases = Golden.Read("rules", "merge_punctuations.json").GetProperty("cases").EnumerateArray().ToArray();

        Assert.NotEmpty(cases);
        Assert.All(cases, wanted =>
        {
            var merged = Punctuation.Merge([.. wanted.Texts("in").Select((text, i) => new Word(text, [i]))]);
            Assert.Equal(wanted.Texts("out"), merged.Select(word => word.Text));
            Assert.Equal(wanted.IntLists("tokens"), merged.Select(word => word.Tokens.ToArray()));
        });
    }

    [Fact]
    public void No_word_is_lost_or_moved()
    {
        string[] texts = [" a", "b", " \"", "\"", ".", " (", ")", " -", "", " ", "、", " ¿", "c "];
        var random = new Random(29);
        for (var round = 0; round < 500; round++)
        {
            Word[] words = [.. Enumerable.Range(0, random.Next(12)).Select(i => new Word(texts[random.Next(texts.Length)], [i]))];

            var merged = Punctuation.Merge(words);

            Assert.Equal(words.Length, merged.Length);
            Assert.Equal(string.Concat(words.Select(word => word.Text)), string.Concat(merged.Select(word => word.Text)));
            Assert.Equal(words.SelectMany(word => word.Tokens), merged.SelectMany(word => word.Tokens));
        }
    }
}
