namespace Speech.Evaluation.Scoring;

/// <summary>How much of the speech has text, by time. Speech of several transcripts adds up.</summary>
/// <param name="Seconds">Length of the parts with speech.</param>
/// <param name="Covered">Of these, seconds within words or within pauses of up to a second between words.</param>
/// <param name="Parts">The number of parts.</param>
/// <param name="LostParts">Parts of more than a second in which no word lies.</param>
internal readonly record struct SpeechCoverage(double Seconds, double Covered, int Parts, int LostParts)
{
    private const double MaxPause = 1;
    private const double MinPart = 1;

    /// <summary>Share of the speech that has text; 1 without speech.</summary>
    public double Share => Seconds > 0 ? Covered / Seconds : 1;

    /// <summary>Measures the words of a transcript.</summary>
    public static SpeechCoverage Of(IReadOnlyList<SpeechPart> parts, IReadOnlyList<TimedWord> words)
    {
        var spoken = parts.Where(part => part.Text.Length > 0).ToList();
        var stretches = Merge(words);
        return new(
            spoken.Sum(part => part.Seconds),
            spoken.Sum(part => stretches.Sum(stretch => Overlap(stretch, part))),
            spoken.Count,
            spoken.Count(part => IsLost(part, words)));
    }

    /// <summary>Whether no word lies in a part of more than a second.</summary>
    public static bool IsLost(SpeechPart part, IReadOnlyList<TimedWord> words)
        => part.Seconds > MinPart && !words.Any(word => Middle(word) >= part.Start && Middle(word) <= part.End);

    public static SpeechCoverage operator +(SpeechCoverage left, SpeechCoverage right) => new(
        left.Seconds + right.Seconds, left.Covered + right.Covered, left.Parts + right.Parts, left.LostParts + right.LostParts);

    private static double Overlap((double Start, double End) stretch, SpeechPart part)
        => Math.Max(0, Math.Min(stretch.End, part.End) - Math.Max(stretch.Start, part.Start));

    private static double Middle(TimedWord word) => (word.Start + word.End) / 2;

    private static List<(double Start, double End)> Merge(IReadOnlyList<TimedWord> words)
    {
        var stretches = new List<(double Start, double End)>();
        foreach (var word in words.OrderBy(word => word.Start))
        {
            if (stretches.Count > 0 && word.Start - stretches[^1].End <= MaxPause)
                stretches[^1] = (stretches[^1].Start, Math.Max(stretches[^1].End, word.End));
            else
                stretches.Add((word.Start, word.End));
        }
        return stretches;
    }
}
