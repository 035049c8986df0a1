using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Guards;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Guards;

public class GuardTests
{
    private static readonly Lazy<Tokenizer> s_tokenizer = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    [Theory]
    // Python: len(text) / len(zlib.compress(text)).
    [InlineData(" And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.", 1, 107.0 / 79)]
    [InlineData(" Thank you.", 20, 219.0 / 22)]
    public void Text_is_compressed_like_the_reference_compresses_it(string text, int times, double ratio)
    {
        var tokens = Enumerable.Repeat(s_tokenizer.Value.Encode(text), times).SelectMany(token => token);
        // Another implementation of zlib may save a byte or two.
        Assert.Equal(ratio, new Guard(new GuardOptions(), s_tokenizer.Value).CompressionRatio(tokens), ratio * 0.06);
    }

    [Theory]
    [InlineData(0.7, -1.2, true)]
    [InlineData(0.7, -0.8, false)]
    [InlineData(0.5, -1.2, false)]
    public void Silence_is_what_the_network_calls_so_and_finds_no_likely_words_for(double noSpeech, double logProbability, bool isSilence)
        => Assert.Equal(isSilence, new Guard(new GuardOptions(), s_tokenizer.Value).IsSilence(new DecodedWindow([1], "en", logProbability, noSpeech)));

    [Fact]
    public void Without_a_limit_of_likelihood_the_no_speech_probability_decides_alone()
        => Assert.True(new Guard(new GuardOptions { LogProbability = null }, s_tokenizer.Value).IsSilence(new DecodedWindow([1], "en", -0.1, 0.7)));

    [Theory]
    [InlineData(-1.2, true)]
    [InlineData(-0.8, false)]
    public void Unlikely_text_is_doubtful(double logProbability, bool isDoubtful)
        => Assert.Equal(isDoubtful, Judge(new GuardOptions(), new DecodedWindow(s_tokenizer.Value.Encode(" Good morning."), "en", logProbability, 0)));

    [Fact]
    public void No_text_is_never_doubtful() => Assert.False(Judge(new GuardOptions(), new DecodedWindow([s_tokenizer.Value.SpecialTokens.TimestampBegin], "en", -9, 0)));

    [Fact]
    public void Switched_off_guards_believe_everything()
    {
        int[] loop = [.. Enumerable.Repeat(1000, 400)];
        Assert.True(Judge(new GuardOptions(), new DecodedWindow(loop, "en", -0.1, 1)));
        var guard = new Guard(GuardOptions.Off, s_tokenizer.Value);
        Assert.False(guard.IsSilence(new DecodedWindow(loop, "en", -9, 1)));
        Assert.False(guard.IsDoubtful(new DecodedWindow(loop, "en", -9, 1)));
    }

    [Fact]
    public void Where_no_attempt_is_believed_the_likeliest_that_does_not_repeat_itself_stands()
    {
        var words = s_tokenizer.Value.Encode(" Good morning.");
        DecodedWindow[] heard =
        [
            new([.. Enumerable.Repeat(1000, 400)], "en", -0.2, 0) { Temperature = 0 },
            new(words, "en", -2, 0) { Temperature = 0.2 },
            new(words, "en", -1.5, 0) { Temperature = 0.4 },
            new(words, "en", -3, 0) { Temperature = 0.6 },
        ];
        var attempts = new Attempts(new Guard(new GuardOptions { Temperatures = [0, 0.2, 0.4, 0.6] }, s_tokenizer.Value), default);
        Assert.Equal([true, true, true, false], heard.Select(attempts.Settle));
        Assert.Equal(0.4, attempts.Best!.Temperature);
    }

    [Theory]
    [InlineData(1.5, -1.0)]
    [InlineData(0.5, 0.5)]
    public void Options_out_of_range_are_refused(double noSpeech, double logProbability)
        => Assert.Throws<ArgumentOutOfRangeException>(new GuardOptions { NoSpeech = noSpeech, LogProbability = logProbability }.Validate);

    private static bool Judge(GuardOptions options, DecodedWindow window) => new Guard(options, s_tokenizer.Value).IsDoubtful(window);
}
