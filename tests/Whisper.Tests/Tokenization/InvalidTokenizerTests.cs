using System.Text;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class InvalidTokenizerTests
{
    private const string Specials = """{"<|endoftext|>":0,"<|startoftranscript|>":1,"<|notimestamps|>":2}""";

    [Fact]
    public void A_missing_tokenizer_is_reported_with_the_expected_files()
    {
        using var folder = new TokenizerFolder();
        var exception = Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path));
        Assert.Equal("The checkpoint has no tokenizer: neither vocab.json with merges.txt nor tokenizer.json.", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""{"a":1.5}""")]
    [InlineData("""{"a":-1}""")]
    [InlineData("""{"a":2147483647}""")]
    [InlineData("""{"a":99999999999999999999}""")]
    [InlineData("""{"\ud800":1}""")]
    public void An_invalid_vocabulary_is_reported_by_name(string vocabulary)
    {
        using var folder = new TokenizerFolder().Write("vocab.json", vocabulary).Write("merges.txt", "")
            .Write("added_tokens.json", Specials);
        var exception = Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path));
        Assert.Equal("The tokenizer's vocab.json is invalid or does not belong to a Whisper tokenizer.", exception.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model":{}}""")]
    [InlineData("""{"model":{"vocab":{}}}""")]
    [InlineData("""{"model":{"vocab":{},"merges":7}}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[null]}}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[["a"]]}}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[["a",null]]}}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[]},"added_tokens":[{"id":1}]}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[]},"added_tokens":[{"id":1,"content":null}]}""")]
    [InlineData("""{"model":{"vocab":{},"merges":[]},"added_tokens":{}}""")]
    public void An_invalid_fast_file_is_reported_by_name(string content)
    {
        using var folder = new TokenizerFolder().Write("tokenizer.json", content);
        var exception = Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path));
        Assert.Equal("The tokenizer's tokenizer.json is invalid or does not belong to a Whisper tokenizer.", exception.Message);
    }

    [Fact]
    public void Rejects_another_kind_of_model()
    {
        using var folder = new TokenizerFolder().Write("tokenizer.json", """{"model":{"type":"Unigram","vocab":[]}}""");
        Assert.Contains("byte-pair encoding", Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path)).Message);
    }

    [Fact]
    public void All_missing_tokens_are_reported()
    {
        using var folder = new TokenizerFolder().Write("vocab.json", """{"<|endoftext|>":0}""").Write("merges.txt", "");
        var exception = Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path));
        Assert.Equal("The tokenizer is not a Whisper tokenizer: it has no <|startoftranscript|>, no <|notimestamps|>.", exception.Message);
    }

    [Theory, InlineData("x y"), InlineData("oneword"), InlineData("a b c"), InlineData("a  b"), InlineData(" ")]
    public void Invalid_merges_prevent_encoding_but_not_decoding(string merge)
    {
        using var folder = new TokenizerFolder().Write("vocab.json", """{"a":3,"b":4}""").Write("added_tokens.json", Specials)
            .Write("merges.txt", $"{merge}\n");
        var tokenizer = Tokenizer.Load(folder.Path);

        Assert.Equal("ab", tokenizer.Decode([3, 4]));
        Assert.Equal("The tokenizer's merges do not fit its vocabulary.",
            Assert.Throws<WhisperException>(() => tokenizer.Encode("ab")).Message);
    }

    [Fact]
    public void An_unreadable_file_is_reported_without_its_folder()
    {
        using var folder = new TokenizerFolder().Write("merges.txt", "").Write("vocab.json", "{}");
        using var held = new FileStream(Path.Combine(folder.Path, "vocab.json"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var exception = Assert.Throws<WhisperException>(() => Tokenizer.Load(folder.Path));
        Assert.Equal("The tokenizer's vocab.json cannot be read.", exception.Message);
    }

    [Fact]
    public void A_damaged_file_loads_or_is_rejected()
    {
        var random = new Random(17);
        using var fast = TokenizerParts.Small.WriteFast();
        var whole = File.ReadAllBytes(Path.Combine(fast.Path, "tokenizer.json"));
        var rejected = 0;
        for (var round = 0; round < 400; round++)
        {
            var damaged = random.Next(4) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (var flips = random.Next(1, 4); flips > 0 && damaged.Length > 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            fast.WriteBytes("tokenizer.json", damaged);
            try
            {
                var tokenizer = Tokenizer.Load(fast.Path);
                _ = tokenizer.Decode([.. Enumerable.Range(-1, tokenizer.Count + 2)], Markup.All);
                _ = tokenizer.Encode("hello ## ünïcode");
            }
            catch (WhisperException)
            {
                rejected++;
            }
        }
        Assert.InRange(rejected, 1, 399);
    }
}
