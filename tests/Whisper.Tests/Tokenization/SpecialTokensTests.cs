using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class SpecialTokensTests
{
    [Theory, InlineData("v2"), InlineData("v3")]
    public void Ids_are_those_of_the_reference(string vocabulary)
    {
        var wanted = Golden.Read("tokenizer", "tokenizer.json").GetProperty("special_ids").GetProperty(vocabulary);
        var tokenizer = Golden.TokenizerOf(vocabulary);
        var specials = tokenizer.SpecialTokens;
        int Id(string name) => wanted.GetProperty(name).GetInt32();

        Assert.Equal((Id("sot"), Id("eot"), Id("translate"), Id("transcribe")),
            (specials.StartOfTranscript, specials.EndOfText, specials.Translate, specials.Transcribe));
        Assert.Equal((Id("sot_lm"), Id("sot_prev"), Id("no_speech")), (specials.StartOfLm, specials.StartOfPrev, specials.NoSpeech));
        Assert.Equal((Id("no_timestamps"), Id("timestamp_begin"), Id("n_vocab")),
            (specials.NoTimestamps, specials.TimestampBegin, tokenizer.Count));
        Assert.Equal(
            wanted.GetProperty("languages").EnumerateObject()
                .Select(language => new LanguageToken(language.Name, language.Value.GetInt32())).OrderBy(language => language.Id),
            specials.Languages);
        Assert.Empty(specials.Others);
        Assert.Equal(30.0, specials.TimestampSeconds(Id("timestamp_end")));
    }

    [Theory, InlineData("v2"), InlineData("v3")]
    public void Every_id_is_text_special_or_a_timestamp(string vocabulary)
    {
        var tokenizer = Golden.TokenizerOf(vocabulary);
        var specials = tokenizer.SpecialTokens;
        int Count(Func<int, bool> kind) => Enumerable.Range(0, tokenizer.Count).Count(kind);

        Assert.Equal(specials.EndOfText, Count(specials.IsText));
        Assert.Equal(8 + specials.Languages.Length, Count(specials.IsSpecial));
        Assert.Equal(1501, Count(specials.IsTimestamp));
    }

    [Fact]
    public void Named_timestamps_have_the_computed_times()
    {
        var specials = Golden.TokenizerOf("v2").SpecialTokens;
        var named = TokenizerParts.FromSlow(Golden.FolderOf("v2")).Added.Where(token => specials.IsTimestamp(token.Value)).ToArray();

        Assert.Equal(1501, named.Length);
        Assert.All(named, token => Assert.Equal(token.Key, $"<|{specials.TimestampSeconds(token.Value):F2}|>"));
    }

    [Theory, InlineData("v2"), InlineData("v3")]
    public void A_language_is_found_by_code_and_by_id(string vocabulary)
    {
        var specials = Golden.TokenizerOf(vocabulary).SpecialTokens;

        Assert.All(specials.Languages, language =>
        {
            Assert.Equal(language.Id, specials.LanguageId(language.Code));
            Assert.Equal(language.Code, specials.LanguageCode(language.Id));
        });
        Assert.Null(specials.LanguageId("xx"));
        Assert.Null(specials.LanguageCode(specials.EndOfText));
        Assert.Equal(vocabulary == "v3", specials.LanguageId("yue") is not null);
    }

    [Fact]
    public void English_only_ids_are_found_without_names_of_timestamps()
    {
        using var folder = EnglishOnly().WriteSlow();

        var tokenizer = Tokenizer.Load(folder.Path);

        var specials = tokenizer.SpecialTokens;
        Assert.Equal((50256, 50257, 50362, 50363),
            (specials.EndOfText, specials.StartOfTranscript, specials.NoTimestamps, specials.TimestampBegin));
        Assert.Equal(50258, specials.LanguageId("en"));
        Assert.Equal(50361, specials.NoSpeech);
        Assert.Equal(50363, tokenizer.Count);
        Assert.Equal(30.0, specials.TimestampSeconds(51863));
        Assert.Equal("<|0.00|> Hi<|30.00|>", tokenizer.Decode([50363, .. tokenizer.Encode(" Hi"), 51863, 50256], Markup.Timestamps));
    }

    [Fact]
    public void A_vocabulary_may_have_other_ids_and_no_tasks()
    {
        using var folder = TokenizerParts.Small.WriteSlow();

        var specials = Tokenizer.Load(folder.Path).SpecialTokens;

        Assert.Equal((1, 0, 300, 301), (specials.EndOfText, specials.StartOfTranscript, specials.NoTimestamps, specials.TimestampBegin));
        Assert.Equal([new("fr", 2), new("en", 3)], specials.Languages);
        Assert.Equal([4, null, null, null, null],
            [specials.Transcribe, specials.Translate, specials.StartOfPrev, specials.StartOfLm, specials.NoSpeech]);
        Assert.Equal([5], specials.Others);
        Assert.True(specials.IsSpecial(5));
    }

    [Fact]
    public void Tokens_that_a_fine_tune_added_after_the_timestamps_are_no_timestamps()
    {
        var small = TokenizerParts.Small;
        using var folder = (small with { Added = new(small.Added) { ["<|0.00|>"] = 400, [" naïve"] = 1901, ["<|cough|>"] = 1902 } })
            .WriteSlow();

        var tokenizer = Tokenizer.Load(folder.Path);

        var specials = tokenizer.SpecialTokens;
        Assert.Equal((400, 1901), (specials.TimestampBegin, specials.TimestampEnd));
        Assert.Equal([5, 1902], specials.Others);
        Assert.Equal(" naïve", tokenizer.Decode([400, 1901, 1902, 1900]));
    }

    [Fact]
    public void Only_timestamps_have_a_time()
    {
        var specials = new SpecialTokens(EndOfText: 0, StartOfTranscript: 1, NoTimestamps: 2);

        Assert.Equal((0.0, 0.02, 1.0), (specials.TimestampSeconds(3), specials.TimestampSeconds(4), specials.TimestampSeconds(53)));
        Assert.Throws<ArgumentOutOfRangeException>(() => specials.TimestampSeconds(2));
    }

    /// <summary>GPT-2's layout: the end of text directly after the byte-pair tokens, and no names of timestamps.</summary>
    private static TokenizerParts EnglishOnly()
    {
        var multilingual = TokenizerParts.FromSlow(Golden.FolderOf("v2"));
        var pieces = multilingual.Pieces.Where(piece => piece.Value < 50256).Append(new("<|endoftext|>", 50256)).ToDictionary();
        var added = multilingual.Added.Where(token => token.Value is > 50257 and <= 50363)
            .ToDictionary(token => token.Key, token => token.Value - 1);
        return new TokenizerParts(pieces, added, multilingual.Merges);
    }
}
