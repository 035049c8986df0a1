using Speech.Kernels;
using Speech.Whisper.Search;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Decoding;

/// <summary>Detects the language of a window: the most likely language token after a lone start-of-transcript token.</summary>
internal static class LanguageDetection
{
    /// <summary>Probability of each language, in the order of <see cref="SpecialTokens.Languages"/>.</summary>
    /// <param name="logits">[vocabulary], after <c>&lt;|startoftranscript|&gt;</c> alone.</param>
    /// <param name="tokens">The vocabulary's special tokens.</param>
    public static double[] Probabilities(ReadOnlySpan<float> logits, SpecialTokens tokens)
    {
        var languageLogits = new float[tokens.Languages.Length];
        for (var i = 0; i < languageLogits.Length; i++) languageLogits[i] = logits[tokens.Languages[i].Id];
        var total = LogSumExp.Of(languageLogits);
        return [.. languageLogits.Select(logit => Math.Exp(logit - total))];
    }

    /// <summary>Code of the most likely language.</summary>
    public static string Detect(ReadOnlySpan<float> logits, SpecialTokens tokens)
    {
        var probabilities = Probabilities(logits, tokens);
        return tokens.Languages[Array.IndexOf(probabilities, probabilities.Max())].Code;
    }
}
