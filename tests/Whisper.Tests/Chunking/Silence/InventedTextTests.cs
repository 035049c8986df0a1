using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Fallback;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class InventedTextTests
{
    private const int Timestamp = 50_000;

    [Theory]
    [InlineData(0.6, -0.6, 10, 5, nameof(Evidence.Detected), false)]
    [InlineData(0.6, -0.61, 10, 5, nameof(Evidence.Detected), true)]
    [InlineData(0.6, -0.2, 9, 5, nameof(Evidence.Detected), true)]
    [InlineData(0.6, -0.2, 7, 2, nameof(Evidence.Detected), true)]
    [InlineData(0.4, -0.2, 20, 5, nameof(Evidence.Detected), false)]
    [InlineData(0.4, -1.5, 20, 5, nameof(Evidence.Detected), true)]
    [InlineData(0.4, -0.2, 4, 5, nameof(Evidence.Detected), true)]
    [InlineData(0.2, -1.5, 4, 5, nameof(Evidence.Detected), false)]
    [InlineData(0.2, -0.9, 5, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.2, -1.2, 5, 5, nameof(Evidence.Recovered), true)]
    [InlineData(0.31, -0.5, 7, 5, nameof(Evidence.Recovered), true)]
    [InlineData(0.31, -0.5, 8, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.31, -1.1, 8, 5, nameof(Evidence.Recovered), true)]
    [InlineData(0.29, -0.5, 7, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.29, -1.1, 8, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.6, -0.2, 20, 5, nameof(Evidence.Recovered), true)]
    [InlineData(0.2, -0.9, 20, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.2, -0.7, 20, 5, nameof(Evidence.Recovered), false)]
    [InlineData(0.2, -0.7, 15, 5, nameof(Evidence.Loudness), false)]
    [InlineData(0.21, -0.7, 15, 5, nameof(Evidence.Loudness), true)]
    [InlineData(0.2, -0.71, 15, 5, nameof(Evidence.Loudness), true)]
    [InlineData(0.2, -0.7, 14, 5, nameof(Evidence.Loudness), true)]
    [InlineData(0.2, -0.7, 7, 1, nameof(Evidence.Loudness), true)]
    public void Text_where_there_may_be_no_speech_is_invented_if_it_is_improbable_or_short(
        double noSpeech, double logProbability, int tokens, double seconds, string evidence, bool expected)
    {
        int[] text = [Timestamp, .. Enumerable.Repeat(1000, tokens), Timestamp + 100];
        var attempt = new DecodingAttempt(text, logProbability, noSpeech);
        Assert.Equal(expected, new InventedText(token => token < Timestamp).IsIn(attempt, seconds, Enum.Parse<Evidence>(evidence)));
    }
}
