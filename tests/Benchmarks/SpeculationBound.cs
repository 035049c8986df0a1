namespace Speech.Benchmarks;

/// <summary>The largest speed-up that speculative decoding allows.</summary>
internal static class SpeculationBound
{
    /// <summary>Speed-up over plain decoding with the best fixed draft length; at least 1, the value without drafts.</summary>
    /// <param name="costs">Cost of a pass over 1, 2, ... tokens.</param>
    /// <param name="draft">Cost of drafting one token.</param>
    /// <param name="accuracy">Probability that a drafted token is accepted if the ones before it were.</param>
    public static double Of(IReadOnlyList<double> costs, double draft, double accuracy)
    {
        var best = 1.0;
        for (var length = 1; length < costs.Count; length++)
        {
            // 1 + a + a² + ... + aⁿ tokens per pass (Leviathan, Kalman, Matias 2023, equation 1).
            var tokens = (1 - Math.Pow(accuracy, length + 1)) / (1 - accuracy);
            best = Math.Max(best, tokens * costs[0] / (costs[length] + length * draft));
        }

        return best;
    }
}
