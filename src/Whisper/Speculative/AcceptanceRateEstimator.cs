namespace Speech.Whisper.Speculative;

/// <summary>
/// Estimates the acceptance rate of recent drafts: the probability that a drafted token is accepted if the ones before it were.
/// </summary>
/// <param name="decay">Factor by which a draft's weight falls with each later one, 0 to 1.</param>
/// <param name="prior">Estimate before there are observations; observations are passed on to it. Null for a constant prior.</param>
internal sealed class AcceptanceRateEstimator(double decay, AcceptanceRateEstimator? prior = null)
{
    // The prior counts as much as this number of drafted tokens.
    private const double PriorWeight = 4;

    // Acceptance rate of a distilled draft model, roughly; soon outweighed by observations.
    private const double DefaultRate = 0.75;

    private double _accepted, _tested;

    /// <summary>The estimate, 0 to 1.</summary>
    public double Rate => (_accepted + PriorWeight * (prior?.Rate ?? DefaultRate)) / (_tested + PriorWeight);

    /// <summary>Adds the verification of a draft.</summary>
    /// <param name="accepted">Number of accepted tokens.</param>
    /// <param name="wasRejected">Whether the token after them was rejected, or the draft model was too uncertain to propose one.</param>
    public void Add(int accepted, bool wasRejected)
    {
        _accepted = decay * _accepted + accepted;
        _tested = decay * _tested + accepted + (wasRejected ? 1 : 0);
        prior?.Add(accepted, wasRejected);
    }
}
