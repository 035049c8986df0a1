using System.Buffers;
using System.Text.Json;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class FastTokenizerTests
{
    [Theory, InlineData("v2", false), InlineData("v3", true)]
    public void The_fast_layout_is_equivalent_to_the_slow_one(string vocabulary, bool mergesAsPairs)
    {
        var slow = Golden.TokenizerOf(vocabulary);
        using var folder = TokenizerParts.FromSlow(Golden.FolderOf(vocabulary)).WriteFast(mergesAsPairs);

        var fast = Tokenizer.Load(folder.Path);

        Assert.Equal(slow.Count, fast.Count);
        Assert.Equivalent(slow.SpecialTokens, fast.SpecialTokens, strict: true);
        Assert.Equal(AllBytes(slow), AllBytes(fast));
        foreach (var sequence in Golden.Read("tokenizer", "tokenizer.json").GetProperty("sequences").EnumerateArray())
            if (sequence.GetProperty("text_encoded").ValueKind == JsonValueKind.String)
                Assert.Equal(sequence.Ints("ids"), fast.Encode(sequence.Text("text_encoded")));
    }

    [Fact]
    public void Without_added_tokens_the_fast_file_takes_precedence()
    {
        using var folder = TokenizerParts.Small.WriteFast();
        folder.WriteJson("vocab.json", TokenizerParts.Small.Pieces).Write("merges.txt", "");

        Assert.Equal(300, Tokenizer.Load(folder.Path).SpecialTokens.NoTimestamps);
    }

    [Fact]
    public void A_slow_vocabulary_may_contain_all_tokens()
    {
        var small = TokenizerParts.Small;
        using var folder = new TokenizerFolder().WriteJson("vocab.json", small.Pieces.Concat(small.Added).ToDictionary())
            .Write("merges.txt", string.Join('\n', small.Merges));

        var tokenizer = Tokenizer.Load(folder.Path);

        Assert.Equal("<|fr|>hell<|noise|>", tokenizer.Decode([2, small.Pieces["hell"], 5], Markup.All));
        Assert.Equal([small.Pieces["hell"]], tokenizer.Encode("hell"));
    }

    private static byte[] AllBytes(Tokenizer tokenizer)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var id = 0; id < tokenizer.Count; id++) tokenizer.AppendBytes(id, bytes, Markup.All);
        return bytes.WrittenSpan.ToArray();
    }
}
