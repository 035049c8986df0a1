using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Decoding;

/// <summary>The language of a window: the likeliest language token after a lone start of transcript.</summary>
internal static class LanguageDetection
{
    /// <summary>Probability of each language, in the order of <see cref="SpecialTokens.Languages"/>.</summary>
    /// <param name="logits">After <c>&lt;|startoftranscript|&gt;</c> alone.</param>
    /// <param name="tokens">The vocabulary's special tokens.</param>
    public static double[] Probabilities(ReadOnlySpan<float> logits, SpecialTokens tokens)
    {
        var picked = new float[tokens.Languages.Length];
        for (var i = 0; i < picked.Length; i++) picked[i] = logits[tokens.Languages[i].Id];
        var total = Probability.LogSumExp(picked);
        return [.. picked.Select(logit => Math.Exp(logit - total))];
    }

    /// <summary>Code of the likeliest language.</summary>
    public static string Detect(ReadOnlySpan<float> logits, SpecialTokens tokens)
    {
        var probabilities = Probabilities(logits, tokens);
        return tokens.Languages[Array.IndexOf(probabilities, probabilities.Max())].Code;
    }
}
