namespace Speech.Whisper.Tests.Tokenization;

public sealed class LanguagesTests
{
    [Fact]
    public void Codes_are_those_of_the_reference_in_the_order_of_their_tokens()
    {
        var wanted = Golden.Read("tokenizer", "tokenizer.json").GetProperty("special_ids").GetProperty("v3").GetProperty("languages");
        Assert.Equal(wanted.EnumerateObject().OrderBy(language => language.Value.GetInt32()).Select(language => language.Name), Languages.Names.Keys);
    }

    [Fact]
    public void A_language_is_known_by_code_and_name_and_token_in_any_case()
    {
        Assert.Equal(100, Languages.Names.Count);
        Assert.All(Languages.Names, language => Assert.All(
            new[] { language.Key, language.Key.ToUpperInvariant(), language.Value, language.Value.ToUpperInvariant(), $"<|{language.Key}|>" },
            spelling => Assert.Equal(language.Key, Languages.CodeOf(spelling))));
    }

    [Theory]
    [InlineData("Burmese", "my"), InlineData("valencian", "ca"), InlineData("flemish", "nl"), InlineData("haitian", "ht")]
    [InlineData("letzeburgesch", "lb"), InlineData("pushto", "ps"), InlineData("panjabi", "pa"), InlineData("moldavian", "ro")]
    [InlineData("Moldovan", "ro"), InlineData("sinhalese", "si"), InlineData("castilian", "es"), InlineData("Mandarin", "zh")]
    public void Other_names_lead_to_the_same_code(string name, string code) => Assert.Equal(code, Languages.CodeOf(name));

    [Theory, InlineData(""), InlineData("klingon"), InlineData("<||>"), InlineData("<|>"), InlineData("<|en"), InlineData("<|transcribe|>")]
    public void What_is_no_language_has_no_code(string name) => Assert.Null(Languages.CodeOf(name));
}
