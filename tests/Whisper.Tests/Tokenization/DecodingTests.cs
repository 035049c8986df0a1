using System.Buffers;
using System.Text.Json;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

public sealed class DecodingTests
{
    private const int Sequences = 41;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Sequences)];

    [Theory, MemberData(nameof(Cases))]
    public void A_sequence_decodes_as_in_the_reference(int index)
    {
        var wanted = Sequence(index);
        var tokenizer = Golden.TokenizerOf(wanted.Text("vocab"));
        var ids = wanted.Ints("ids");

        Assert.Equal(Wanted(wanted, "decode"), tokenizer.Decode(ids, Markup.Specials));
        Assert.Equal(Wanted(wanted, "decode_with_timestamps"), tokenizer.Decode(ids, Markup.All));
        Assert.Equal(wanted.Text("decode_skip_special"), tokenizer.Decode(ids));
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_bytes_of_a_sequence_are_the_bytes_of_its_tokens(int index)
    {
        var wanted = Sequence(index);
        var tokenizer = Golden.TokenizerOf(wanted.Text("vocab"));
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in wanted.Ints("ids")) tokenizer.AppendBytes(id, bytes, Markup.Specials);

        var hex = Convert.ToHexStringLower(bytes.WrittenSpan);
        Assert.Equal(wanted.Text("bytes_hex"),
            hex.Replace(Convert.ToHexStringLower("<|nocaptions|>"u8), Convert.ToHexStringLower("<|nospeech|>"u8), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_sequence_of_the_reference_is_a_case()
        => Assert.Equal(Sequences, Golden.Read("tokenizer", "tokenizer.json").GetProperty("sequences").GetArrayLength());

    [Fact]
    public void Text_alone_has_no_special_tokens()
    {
        var tokenizer = Golden.TokenizerOf("v3");
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            int[] ids = [.. Enumerable.Range(0, 30).Select(_ => random.Next(random.Next(2) * 50_000, 51_866))];
            int[] said = [.. ids.Where(tokenizer.SpecialTokens.IsText)];
            Assert.Equal(tokenizer.Decode(said, Markup.All), tokenizer.Decode(ids));
        }
    }

    [Fact]
    public void Timestamps_alone_can_be_included()
    {
        var tokenizer = Golden.TokenizerOf("v2");
        Assert.Equal("<|0.00|> Hello world.<|2.00|>",
            tokenizer.Decode([50258, 50259, 50364, 2425, 1002, 13, 50464, 50257], Markup.Timestamps));
    }

    [Fact]
    public void Ids_without_a_name_have_no_text()
    {
        using var folder = TokenizerParts.Small.WriteSlow();
        var tokenizer = Tokenizer.Load(folder.Path);
        Assert.Equal("", tokenizer.Decode([-1, int.MinValue, 7, 299], Markup.All));
    }

    // v2's files have the token's name before large-v3; the reference has one name for both.
    private static string Wanted(JsonElement sequence, string mode)
        => sequence.Text(mode).Replace("<|nospeech|>", NoSpeech(sequence), StringComparison.Ordinal);

    private static string NoSpeech(JsonElement sequence) => sequence.Text("vocab") == "v2" ? "<|nocaptions|>" : "<|nospeech|>";

    private static JsonElement Sequence(int index) => Golden.Read("tokenizer", "tokenizer.json").GetProperty("sequences")[index];
}
