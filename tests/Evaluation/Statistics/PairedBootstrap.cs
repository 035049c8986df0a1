using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Statistics;

/// <summary>The difference of two error rates on the same recordings, and how sure it is.</summary>
/// <param name="Difference">Second rate minus first rate: negative where the second is better.</param>
/// <param name="Low">The difference that 2.5 % of the resamples are below.</param>
/// <param name="High">The difference that 2.5 % of the resamples are above.</param>
/// <remarks>Bisani and Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation", ICASSP 2004: recordings are
/// drawn with replacement, and both systems are scored on the same draw.</remarks>
internal readonly record struct PairedBootstrap(double Difference, double Low, double High)
{
    /// <summary>Whether the difference is more than chance, at 95 %: the interval excludes zero.</summary>
    public bool IsSignificant => Low > 0 || High < 0;

    /// <summary>Resamples.</summary>
    /// <param name="pairs">The edits of both systems, by recording.</param>
    /// <param name="samples">The number of resamples.</param>
    /// <param name="seed">Seeds the draws.</param>
    public static PairedBootstrap Run(IReadOnlyList<(EditCounts First, EditCounts Second)> pairs, int samples = 10_000, int seed = 1)
    {
        var random = new Random(seed);
        var differences = new double[samples];
        for (var sample = 0; sample < samples; sample++)
        {
            var (errors, length) = (0L, 0L);
            for (var draw = 0; draw < pairs.Count; draw++)
            {
                var (first, second) = pairs[random.Next(pairs.Count)];
                errors += second.Errors - first.Errors;
                length += first.Reference;
            }
            differences[sample] = length > 0 ? (double)errors / length : 0;
        }
        Array.Sort(differences);
        var total = Math.Max(1, pairs.Sum(pair => pair.First.Reference));
        return new(
            (double)pairs.Sum(pair => pair.Second.Errors - pair.First.Errors) / total,
            differences[(int)(0.025 * samples)], differences[Math.Min(samples - 1, (int)(0.975 * samples))]);
    }
}
