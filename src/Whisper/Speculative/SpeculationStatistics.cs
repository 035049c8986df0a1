namespace Speech.Whisper.Speculative;

/// <summary>What speculation brought.</summary>
/// <param name="Proposed">Tokens drafted.</param>
/// <param name="Accepted">Drafted tokens that the main model agreed with.</param>
/// <param name="Passes">Times a row went through the main model.</param>
/// <param name="Tokens">Tokens that came out of those passes.</param>
internal readonly record struct SpeculationStatistics(long Proposed, long Accepted, long Passes, long Tokens)
{
    /// <summary>Tokens of a row's pass; 1 without speculation.</summary>
    public double TokensPerPass => Passes == 0 ? 0 : (double)Tokens / Passes;

    /// <summary>Share of drafted tokens that were right.</summary>
    public double AcceptanceRate => Proposed == 0 ? 0 : (double)Accepted / Proposed;

    public static SpeculationStatistics operator -(SpeculationStatistics a, SpeculationStatistics b)
        => new(a.Proposed - b.Proposed, a.Accepted - b.Accepted, a.Passes - b.Passes, a.Tokens - b.Tokens);

    public static SpeculationStatistics operator +(SpeculationStatistics a, SpeculationStatistics b)
        => new(a.Proposed + b.Proposed, a.Accepted + b.Accepted, a.Passes + b.Passes, a.Tokens + b.Tokens);
}
