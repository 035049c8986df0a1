namespace Speech.Benchmarks;

/// <summary>The most that speculation can gain, by arithmetic.</summary>
internal static class SpeculationBound
{
    /// <summary>Speed-up over plain steps with the best fixed length of draft; at least 1, which is not to draft.</summary>
    /// <param name="costs">Cost of a pass over 1, 2, ... tokens.</param>
    /// <param name="draft">Cost of proposing one token.</param>
    /// <param name="accuracy">How often a proposal is right after right ones.</param>
    public static double Of(IReadOnlyList<double> costs, double draft, double accuracy)
    {
        var best = 1.0;
        for (var length = 1; length < costs.Count; length++)
        {
            // 1 + a + a² + ... + aⁿ tokens a pass (Leviathan, Kalman, Matias 2023, equation 1).
            var tokens = (1 - Math.Pow(accuracy, length + 1)) / (1 - accuracy);
            best = Math.Max(best, tokens * costs[0] / (costs[length] + length * draft));
        }

        return best;
    }
}
