using Speech.Evaluation.Normalization;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Scoring;

/// <summary>The errors of one normalized text.</summary>
/// <param name="Words">By words, WER.</param>
/// <param name="Characters">By characters with spaces between words, CER.</param>
/// <param name="Compact">By characters without spaces: words that are written together or apart are equal.</param>
internal readonly record struct TextScore(EditCounts Words, EditCounts Characters, EditCounts Compact)
{
    /// <summary>Share of the reference words in place of which there is some text; 1 without a reference.</summary>
    public double Coverage => Words.Reference > 0 ? 1 - (double)Words.Deletions / Words.Reference : 1;

    /// <summary>Scores a text.</summary>
    /// <param name="reference">What was said.</param>
    /// <param name="hypothesis">The transcript.</param>
    /// <param name="language">The language of both, for the normalization.</param>
    public static TextScore Of(string reference, string hypothesis, string language)
    {
        string[] expected = [.. TextNormalizer.Words(reference, language)];
        string[] actual = [.. TextNormalizer.Words(hypothesis, language)];
        return new(
            EditDistance.Count<string>(expected, actual),
            EditDistance.Count<char>(string.Join(' ', expected), string.Join(' ', actual)),
            EditDistance.Count<char>(string.Concat(expected), string.Concat(actual)));
    }

    public static TextScore operator +(TextScore left, TextScore right)
        => new(left.Words + right.Words, left.Characters + right.Characters, left.Compact + right.Compact);
}
