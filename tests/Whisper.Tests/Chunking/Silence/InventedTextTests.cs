using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Fallback;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class InventedTextTests
{
    private const int Timestamp = 50_000;

    [Theory]
    [InlineData(0.6, -0.2, 20, 5, false, true)]
    [InlineData(0.4, -0.2, 20, 5, false, false)]
    [InlineData(0.4, -1.5, 20, 5, false, true)]
    [InlineData(0.4, -0.2, 4, 5, false, true)]
    [InlineData(0.2, -1.5, 4, 5, false, false)]
    [InlineData(0.2, -0.9, 5, 5, true, false)]
    [InlineData(0.2, -1.2, 5, 5, true, true)]
    [InlineData(0.31, -0.5, 7, 5, true, true)]
    [InlineData(0.31, -0.5, 8, 5, true, false)]
    [InlineData(0.31, -1.1, 8, 5, true, true)]
    [InlineData(0.29, -0.5, 7, 5, true, false)]
    [InlineData(0.29, -1.1, 8, 5, true, false)]
    [InlineData(0.6, -0.2, 20, 5, true, true)]
    [InlineData(0.2, -0.9, 20, 5, true, false)]
    [InlineData(0.2, -0.7, 20, 5, true, false)]
    public void Text_where_there_may_be_no_speech_is_invented_if_it_is_improbable_or_short(
        double noSpeech, double logProbability, int tokens, double seconds, bool isRecovered, bool expected)
    {
        int[] text = [Timestamp, .. Enumerable.Repeat(1000, tokens), Timestamp + 100];
        var attempt = new DecodingAttempt(text, logProbability, noSpeech);
        Assert.Equal(expected, new InventedText(token => token < Timestamp).IsIn(attempt, seconds, isRecovered));
    }
}
