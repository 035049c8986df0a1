namespace Speech.Whisper.Speculative;

/// <summary>What speculation brought.</summary>
/// <param name="Proposed">Tokens drafted.</param>
/// <param name="Accepted">Drafted tokens that the main model agreed with.</param>
/// <param name="Passes">Times a row went through the main model.</param>
/// <param name="Tokens">Tokens that came out of those passes.</param>
/// <param name="FellBack">Passes of rows that wanted drafts and had none, because drafting did not pay.</param>
public readonly record struct SpeculationStatistics(long Proposed, long Accepted, long Passes, long Tokens, long FellBack)
{
    /// <summary>Tokens of a pass with a draft; 1 where there was none. Passes that fell back bring one each, and are not counted.</summary>
    public double TokensPerPass => Passes == 0 ? 0 : Passes == FellBack ? 1 : (double)(Tokens - FellBack) / (Passes - FellBack);

    /// <summary>Share of drafted tokens that were right.</summary>
    public double AcceptanceRate => Proposed == 0 ? 0 : (double)Accepted / Proposed;

    /// <summary>Both together.</summary>
    public static SpeculationStatistics operator +(SpeculationStatistics a, SpeculationStatistics b)
        => new(a.Proposed + b.Proposed, a.Accepted + b.Accepted, a.Passes + b.Passes, a.Tokens + b.Tokens, a.FellBack + b.FellBack);
}
