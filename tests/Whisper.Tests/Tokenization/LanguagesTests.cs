namespace Speech.Whisper.Tests.Tokenization;

public sealed class LanguagesTests
{
    [Fact]
    public void Codes_are_those_of_the_reference_in_the_order_of_their_tokens()
    {
        var wanted = Golden.Read("tokenizer", "tokenizer.json").GetProperty("special_ids").GetProperty("v3").GetProperty("languages");
        var codes = wanted.EnumerateObject().OrderBy(language => language.Value.GetInt32()).Select(language => language.Name);
        Assert.Equal(codes, Languages.Names.Keys);
    }

    [Fact]
    public void A_language_is_found_by_code_name_or_token_in_any_case()
    {
        Assert.Equal(100, Languages.Names.Count);
        Assert.All(Languages.Names, language => Assert.All(
            new[]
            {
                language.Key, language.Key.ToUpperInvariant(), language.Value, language.Value.ToUpperInvariant(), $"<|{language.Key}|>",
            },
            spelling => Assert.Equal(language.Key, Languages.CodeOf(spelling))));
    }

    [Theory]
    [InlineData("Burmese", "my"), InlineData("valencian", "ca"), InlineData("flemish", "nl"), InlineData("haitian", "ht")]
    [InlineData("letzeburgesch", "lb"), InlineData("pushto", "ps"), InlineData("panjabi", "pa"), InlineData("moldavian", "ro")]
    [InlineData("Moldovan", "ro"), InlineData("sinhalese", "si"), InlineData("castilian", "es"), InlineData("Mandarin", "zh")]
    public void Aliases_have_the_same_code(string name, string code) => Assert.Equal(code, Languages.CodeOf(name));

    [Theory, InlineData(""), InlineData("klingon"), InlineData("<||>"), InlineData("<|>"), InlineData("<|en"), InlineData("<|transcribe|>")]
    public void An_unknown_language_has_no_code(string name) => Assert.Null(Languages.CodeOf(name));
}
