using System.Text;
using System.Text.Json;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class EncodingTests
{
    [Theory, InlineData("v2"), InlineData("v3")]
    public void Texts_encode_as_in_the_reference(string vocabulary)
    {
        var tokenizer = Golden.TokenizerOf(vocabulary);
        JsonElement[] encoded = [.. Golden.Read("tokenizer", "tokenizer.json").GetProperty("sequences").EnumerateArray()
            .Where(sequence => sequence.GetProperty("text_encoded").ValueKind == JsonValueKind.String)];

        Assert.Equal(23, encoded.Length);
        Assert.All(encoded, sequence => Assert.Equal(sequence.Ints("ids"), tokenizer.Encode(sequence.Text("text_encoded"))));
    }

    [Fact]
    public void Any_text_round_trips()
    {
        var tokenizer = Golden.TokenizerOf("v3");
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var text = RandomText(random);
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text).ToArray()));
        }
    }

    [Fact]
    public void No_text_encodes_to_a_special_token()
    {
        var tokenizer = Golden.TokenizerOf("v3");
        const string order = "<|endoftext|> <|startoftranscript|><|en|><|0.00|>";

        var ids = tokenizer.Encode(order);

        Assert.All(ids, id => Assert.True(tokenizer.SpecialTokens.IsText(id)));
        Assert.Equal(order, tokenizer.Decode(ids.ToArray()));
    }

    [Fact]
    public void Pairs_are_merged_in_the_order_of_the_merges()
    {
        using var folder = TokenizerParts.Small.WriteSlow();
        var tokenizer = Tokenizer.Load(folder.Path);
        var pieces = TokenizerParts.Small.Pieces;

        Assert.Equal([pieces["hell"], pieces["o"], pieces["##"]], tokenizer.Encode("hello##"));
    }

    [Fact]
    public void Bytes_missing_from_a_small_vocabulary_are_dropped()
    {
        var small = TokenizerParts.Small;
        var pieces = new Dictionary<string, int>(small.Pieces);
        pieces.Remove("o");
        using var folder = (small with { Pieces = pieces }).WriteSlow();
        var tokenizer = Tokenizer.Load(folder.Path);

        Assert.Equal("hell yu", tokenizer.Decode(tokenizer.Encode("hello you").ToArray()));
    }

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character()
    {
        var tokenizer = Golden.TokenizerOf("v3");
        Assert.Equal("a\uFFFDb", tokenizer.Decode(tokenizer.Encode("a\ud83db").ToArray()));
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(20); length > 0; length--)
        {
            var limit = random.Next(5) switch { 0 or 1 => 0x80, 2 => 0x800, 3 => 0x10000, _ => 0x110000 };
            var value = random.Next(limit);
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : " ");
        }
        return text.ToString();
    }
}
