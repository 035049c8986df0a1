namespace Speech.TestSupport.Scoring;

/// <summary>Concatenated minimum-permutation word error rate, cpWER: each speaker's words in one row, under the pairing of speakers with
/// the fewest errors.</summary>
/// <param name="Errors">Words that are wrong, missing or too many.</param>
/// <param name="Words">Words of the reference.</param>
/// <remarks>Watanabe et al., CHiME-6 challenge, 2020. A speaker without a partner has all words missing, or all too many.</remarks>
public sealed record SpeakerWordError(int Errors, int Words)
{
    /// <summary>Errors per word of the reference: 0 is perfect, and there is no upper end.</summary>
    public double Rate => Words > 0 ? (double)Errors / Words : Errors > 0 ? 1 : 0;

    /// <summary>Scores a transcript.</summary>
    /// <param name="reference">Who said what, in order; speakers may come again.</param>
    /// <param name="hypothesis">Who was found to say what, in order.</param>
    /// <remarks>Words are what lies between white space, and compared as they are: normalise the texts before.</remarks>
    public static SpeakerWordError Score(
        IEnumerable<(string Speaker, string Text)> reference, IEnumerable<(string Speaker, string Text)> hypothesis)
    {
        var (spoken, found) = (Rows(reference), Rows(hypothesis));
        // What a pairing saves, against leaving both alone.
        var gains = new double[spoken.Count, found.Count];
        for (var i = 0; i < spoken.Count; i++)
            for (var j = 0; j < found.Count; j++)
                gains[i, j] = spoken[i].Length + found[j].Length - EditDistance.Count<string>(spoken[i], found[j]).Errors;
        var words = spoken.Sum(row => row.Length);
        return new(words + found.Sum(row => row.Length) - (int)Math.Round(BestPairing.Sum(gains)), words);
    }

    private static List<string[]> Rows(IEnumerable<(string Speaker, string Text)> passages)
        => [.. passages.GroupBy(passage => passage.Speaker, passage => passage.Text)
            .Select(texts => string.Join(' ', texts).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
}
