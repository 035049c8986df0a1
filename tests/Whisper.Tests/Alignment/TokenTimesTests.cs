using Speech.Whisper.Alignment;
using Speech.Whisper.Tests.Golden;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Alignment;

public class TokenTimesTests
{
    [Theory]
    [InlineData("v2", "en")]
    [InlineData("v2", "zh")]
    [InlineData("v3", "en")]
    [InlineData("v3", "zh")]
    [InlineData("v3-assistant", "en")]
    public void Forced_words_have_the_times_of_the_reference(string version, string language)
    {
        using var golden = new GoldenCase($"alignment-{version}");
        using var encoder = new GoldenCase($"encoder-{version[..2]}");
        using var model = new TinyModel($"tiny-random-{version}");
        var result = golden.Manifest.GetProperty("results").GetProperty(language);
        var tokens = golden.Ints($"{language}_tokens").Select(id => (long)id).ToArray();
        var frames = result.GetProperty("num_frames").GetInt32() / 2;

        using var cache = model.CreateCacheFor(encoder.Floats("encoder_jfk"));
        using var attention = model.Decoder.Attend(cache, 0, past: 0, tokens);
        var (heads, positions) = model.Decoder.AttentionShape;
        Assert.Equal(result.GetProperty("heads").GetArrayLength(), heads);
        var matrix = new AttentionMatrix().Average(attention.GetTensorDataAsSpan<float>(), heads, positions, frames);
        var words = result.GetProperty("word_timings").EnumerateArray().ToList();
        var count = words.Sum(word => word.GetProperty("tokens").GetArrayLength());
        // The rows that predict the text: that of <|notimestamps|> and those of the text.
        var text = matrix.Slice((tokens.Length - 2 - count) * frames, (count + 1) * frames);
        Compare.Within(golden.Tolerance($"{language}_matrix"), golden.Floats($"{language}_matrix"), text, "matrix");

        var times = TokenTimes.Of(text, count);

        var tolerance = golden.Manifest.GetProperty("word_timing_tolerance_s").GetDouble();
        var index = 0;
        foreach (var word in words)
        {
            Assert.Equal(word.GetProperty("start").GetDouble(), times[index].Start, tolerance);
            index += word.GetProperty("tokens").GetArrayLength();
            Assert.Equal(word.GetProperty("end").GetDouble(), times[index - 1].End, tolerance);
        }
    }
}
