namespace Speech.TestSupport.Scoring;

/// <summary>What is scored.</summary>
public sealed record DiarizationErrorOptions
{
    /// <summary>
    /// Total width, in seconds, of what is left out around each start and end of a reference turn: half of it on either side.
    /// NIST's collar is one side: its 0.25 s are 0.5 here. Default 0.
    /// </summary>
    public double Collar { get; init; }

    /// <summary>Whether what several speakers of the reference say at once is left out. Default false.</summary>
    public bool SkipOverlap { get; init; }

    /// <summary>Regions that are scored; null for all from the first turn of either side to the last.</summary>
    public IReadOnlyList<(double Start, double End)>? Regions { get; init; }
}

/// <summary>How wrong a diarization is; all in seconds of speech, overlapping speech counted for each speaker.</summary>
/// <param name="Total">Speech of the reference.</param>
/// <param name="Correct">Found, and given to the right speaker.</param>
/// <param name="Missed">Not found.</param>
/// <param name="FalseAlarm">Found where there is none.</param>
/// <param name="Confusion">Found, and given to the wrong speaker.</param>
public sealed record DiarizationError(double Total, double Correct, double Missed, double FalseAlarm, double Confusion)
{
    /// <summary>The diarization error rate, DER: 0 is perfect, and there is no upper end. Without any speech in the reference: 0 or
    /// 1.</summary>
    public double Rate => Total > 0 ? (Missed + FalseAlarm + Confusion) / Total : FalseAlarm > 0 ? 1 : 0;

    /// <summary>Scores a diarization under the best pairing of its speakers with the reference's.</summary>
    /// <param name="reference">Who spoke when.</param>
    /// <param name="hypothesis">Who was found to speak when.</param>
    /// <param name="options">What is scored.</param>
    public static DiarizationError Score(
        IReadOnlyList<SpokenTurn> reference, IReadOnlyList<SpokenTurn> hypothesis, DiarizationErrorOptions options)
    {
        var regions = options.Regions ?? Extent([.. reference, .. hypothesis]);
        var collars = reference.SelectMany(turn => new[] { turn.Start, turn.End })
            .Select(edge => (Start: edge - options.Collar / 2, End: edge + options.Collar / 2)).ToList();
        var (trueNames, foundNames) = (Names(reference), Names(hypothesis));
        var together = new double[trueNames.Count, foundNames.Count];
        var (total, missed, falseAlarm, both) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (start, end) in Cells(reference, hypothesis, regions, collars))
        {
            var middle = (start + end) / 2;
            if (!Holds(regions, middle) || options.Collar > 0 && Holds(collars, middle)) continue;
            var (spoken, found) = (At(reference, middle, trueNames), At(hypothesis, middle, foundNames));
            if (options.SkipOverlap && spoken.Count > 1) continue;
            var length = end - start;
            total += length * spoken.Count;
            missed += length * Math.Max(0, spoken.Count - found.Count);
            falseAlarm += length * Math.Max(0, found.Count - spoken.Count);
            both += length * Math.Min(spoken.Count, found.Count);
            foreach (var one in spoken)
                foreach (var other in found) together[one, other] += length;
        }

        var correct = BestPairing.Sum(together);
        return new(total, correct, missed, falseAlarm, both - correct);
    }

    private static List<(double Start, double End)> Extent(List<SpokenTurn> turns)
        => turns.Count == 0 ? [] : [(turns.Min(turn => turn.Start), turns.Max(turn => turn.End))];

    private static List<string> Names(IEnumerable<SpokenTurn> turns) => [.. turns.Select(turn => turn.Speaker).Distinct()];

    /// <summary>Stretches of time within which nothing changes.</summary>
    private static IEnumerable<(double Start, double End)> Cells(
        IEnumerable<SpokenTurn> reference, IEnumerable<SpokenTurn> hypothesis, IEnumerable<(
            double Start, double End)> regions, IEnumerable<(double Start, double End)> collars)
    {
        var edges = reference.Concat(hypothesis).Select(turn => (turn.Start, turn.End)).Concat(regions).Concat(collars)
            .SelectMany(stretch => new[] { stretch.Start, stretch.End }).Distinct().Order().ToList();
        return edges.Zip(edges.Skip(1));
    }

    private static bool Holds(IEnumerable<(double Start, double End)> stretches, double time)
        => stretches.Any(stretch => stretch.Start <= time && time < stretch.End);

    private static List<int> At(IEnumerable<SpokenTurn> turns, double time, List<string> names)
        => [.. turns.Where(turn => turn.Start <= time && time < turn.End).Select(turn => names.IndexOf(turn.Speaker)).Distinct()];
}
