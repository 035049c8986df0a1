namespace Speech.Whisper.Speculative;

/// <summary>What a draft is expected to gain in one sequence.</summary>
/// <param name="AcceptanceRate">
/// Probability that a drafted token is accepted if the ones before it were; 0 for a sequence without drafts.
/// </param>
/// <param name="MaxLength">Largest number of tokens that can be drafted.</param>
internal readonly record struct DraftEstimate(double AcceptanceRate, int MaxLength)
{
    /// <summary>Expected number of tokens of a pass: 1 + a + a² + ... (Leviathan, Kalman, Matias 2023, equation 1).</summary>
    /// <param name="length">Number of drafted tokens.</param>
    public double ExpectedTokens(int length)
    {
        var (tokens, probability) = (1.0, 1.0);
        for (var i = Math.Min(length, MaxLength); i > 0; i--) tokens += probability *= AcceptanceRate;
        return tokens;
    }
}
