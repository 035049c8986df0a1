using Speech.TestSupport;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Fallback;

public class FallbackPolicyTests
{
    private static readonly Lazy<Tokenizer> LazyTokenizer = new(
        () => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    private static Tokenizer Tokenizer => LazyTokenizer.Value;

    [Theory]
    // Python: len(text) / len(zlib.compress(text)).
    [InlineData(
        " And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.", 1, 107.0 / 79)]
    [InlineData(" Thank you.", 20, 219.0 / 22)]
    public void Compression_ratio_is_that_of_the_reference(string text, int times, double ratio)
    {
        var tokens = Enumerable.Repeat(Tokenizer.Encode(text), times).SelectMany(token => token);
        // Another implementation of zlib may save a byte or two.
        Assert.Equal(ratio, Policy(new FallbackOptions()).CompressionRatio(tokens), ratio * 0.06);
    }

    [Theory]
    [InlineData(0.7, -1.2, true)]
    [InlineData(0.7, -0.8, false)]
    [InlineData(0.5, -1.2, false)]
    public void Silence_needs_a_high_no_speech_probability_and_improbable_text(double noSpeech, double logProbability, bool isSilence)
        => Assert.Equal(isSilence, Policy(new FallbackOptions()).IsSilence(new DecodingAttempt([1], logProbability, noSpeech)));

    [Fact]
    public void Without_a_log_probability_threshold_the_no_speech_probability_alone_decides()
        => Assert.True(Policy(new FallbackOptions { LogProbabilityThreshold = null }).IsSilence(new DecodingAttempt([1], -0.1, 0.7)));

    [Theory]
    [InlineData(-1.2, true)]
    [InlineData(-0.8, false)]
    public void Improbable_text_needs_fallback(double logProbability, bool needsFallback)
    {
        var attempt = new DecodingAttempt(Tokenizer.Encode(" Good morning."), logProbability, 0);
        Assert.Equal(needsFallback, Policy(new FallbackOptions()).NeedsFallback(attempt));
    }

    [Fact]
    public void Empty_text_needs_no_fallback()
        => Assert.False(Policy(new FallbackOptions()).NeedsFallback(new DecodingAttempt([Tokenizer.SpecialTokens.TimestampBegin], -9, 0)));

    [Fact]
    public void Disabled_fallback_accepts_everything()
    {
        int[] repetitive = [.. Enumerable.Repeat(1000, 400)];
        Assert.True(Policy(new FallbackOptions()).NeedsFallback(new DecodingAttempt(repetitive, -0.1, 1)));
        var policy = Policy(FallbackOptions.Off);
        Assert.False(policy.IsSilence(new DecodingAttempt(repetitive, -9, 1)));
        Assert.False(policy.NeedsFallback(new DecodingAttempt(repetitive, -9, 1)));
    }

    [Fact]
    public void If_no_attempt_is_accepted_the_most_probable_one_without_repetition_is_kept()
    {
        var words = Tokenizer.Encode(" Good morning.");
        DecodingAttempt[] attempts =
        [
            new([.. Enumerable.Repeat(1000, 400)], -0.2, 0) { Temperature = 0 },
            new(words, -2, 0) { Temperature = 0.2 },
            new(words, -1.5, 0) { Temperature = 0.4 },
            new(words, -3, 0) { Temperature = 0.6 },
        ];
        var fallback = new TemperatureFallback(Policy(new FallbackOptions { Temperatures = [0, 0.2, 0.4, 0.6] }));
        Assert.Equal([true, true, true, false], attempts.Select(fallback.TryFallback));
        Assert.Equal(0.4, fallback.Best!.Temperature);
    }

    [Theory]
    [InlineData(1.5, -1.0)]
    [InlineData(0.5, 0.5)]
    public void Rejects_options_out_of_range(double noSpeech, double logProbability)
    {
        var options = new FallbackOptions { NoSpeechThreshold = noSpeech, LogProbabilityThreshold = logProbability };
        Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
    }

    private static FallbackPolicy Policy(FallbackOptions options) => new(options, Tokenizer);
}
