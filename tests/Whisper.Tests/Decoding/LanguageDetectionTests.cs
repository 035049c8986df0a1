using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Tests.Golden;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

public class LanguageDetectionTests
{
    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v3-assistant")]
    public void Probabilities_of_all_languages_are_those_of_the_reference(string version)
    {
        using var golden = new GoldenCase($"language-{version}");
        using var model = new TinyModel($"tiny-random-{version}");
        var tokens = Tokenizer.Load(TestSupport.Reference.PathOf("whisper", $"tiny-random-{version[..2]}")).SpecialTokens;
        var tolerance = golden.Manifest.GetProperty("tolerance_abs").GetDouble();
        foreach (var clip in golden.Manifest.GetProperty("results").EnumerateObject())
        {
            using var cache = model.CreateCache(slots: 1);
            using (var hidden = model.Encoder.Encode(Clips.Named(clip.Name))) model.Decoder.ComputeCrossAttentionCache(cache, 0, hidden);
            var logits = model.Decoder.Run(cache, 0, [0], [tokens.StartOfTranscript], [0]).Span;

            var actual = LanguageDetection.Probabilities(logits, tokens);

            Assert.Equal(clip.Value.GetProperty("language").GetString(), LanguageDetection.Detect(logits, tokens));
            foreach (var expected in clip.Value.GetProperty("probs").EnumerateObject())
            {
                var index = tokens.Languages.Select(language => language.Code).ToList().IndexOf(expected.Name);
                Assert.Equal(expected.Value.GetDouble(), actual[index], tolerance);
            }
        }
    }
}
