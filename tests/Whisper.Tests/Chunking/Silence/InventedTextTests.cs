using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class InventedTextTests
{
    private const int Timestamp = 50_000;

    [Theory]
    [InlineData(0.6, -0.2, 20, 5, true)]
    [InlineData(0.4, -0.2, 20, 5, false)]
    [InlineData(0.4, -1.5, 20, 5, true)]
    [InlineData(0.4, -0.2, 4, 5, true)]
    [InlineData(0.2, -1.5, 4, 5, false)]
    public void No_speech_together_with_improbable_or_little_text_is_none(
        double noSpeech, double logProbability, int tokens, double seconds, bool expected)
    {
        int[] text = [Timestamp, .. Enumerable.Repeat(1000, tokens), Timestamp + 100];
        var decoded = new DecodedWindow(text, "en", logProbability, noSpeech);
        Assert.Equal(expected, new InventedText(token => token < Timestamp).IsIn(decoded, seconds));
    }
}
