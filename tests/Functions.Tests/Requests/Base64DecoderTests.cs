using System.Text;
using Speech.Functions.Errors;
using Speech.Functions.Requests;

namespace Speech.Functions.Tests.Requests;

public sealed class Base64DecoderTests
{
    [Fact]
    public void Pieces_of_any_length_decode_to_the_whole()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(40_000)];
            random.NextBytes(bytes);
            var text = Encoding.ASCII.GetBytes(
                Convert.ToBase64String(bytes, round % 2 == 0 ? Base64FormattingOptions.None : Base64FormattingOptions.InsertLineBreaks));

            Assert.Equal(bytes, Decode(text, random));
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AA")]
    [InlineData("AAA")]
    [InlineData("AA=A")]
    [InlineData("AA==AAAA")]
    [InlineData("====")]
    [InlineData("AAA_")]
    public void Invalid_base64_is_rejected(string text)
        => Assert.Throws<InvalidBodyException>(() => Decode(Encoding.ASCII.GetBytes(text), new Random(1)));

    [Fact]
    public void Padding_in_the_middle_is_rejected_at_any_distance_from_the_end()
        => Assert.Throws<InvalidBodyException>(() => Decode(Encoding.ASCII.GetBytes("AA==" + new string('A', 400_000)), new Random(1)));

    [Fact]
    public void White_space_after_the_padding_is_ignored()
        => Assert.Equal([0], Decode(Encoding.ASCII.GetBytes("AA==" + new string('\n', 40_000)), new Random(1)));

    private static byte[] Decode(byte[] text, Random random)
    {
        var base64 = new Base64Decoder();
        var decoded = new List<byte>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, random.Next(5000));
            base64.Append(text.AsSpan(at, length));
            at += length;
            Take();
        }
        base64.Finish();
        Take();
        return [.. decoded];

        void Take()
        {
            decoded.AddRange(base64.Decoded.Span);
            base64.Clear();
        }
    }
}
