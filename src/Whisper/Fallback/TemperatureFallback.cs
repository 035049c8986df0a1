namespace Speech.Whisper.Fallback;

/// <summary>The attempts at one window: each at the next temperature, until one passes the policy.</summary>
/// <param name="policy">Judges the attempts.</param>
/// <param name="temperature">The only temperature; null for those of the policy.</param>
internal sealed class TemperatureFallback(FallbackPolicy policy, double? temperature = null)
{
    private readonly IReadOnlyList<double> _temperatures = temperature is { } only ? [only] : policy.Options.Temperatures;

    /// <summary>Index of the current attempt, from 0.</summary>
    public int Attempt { get; private set; }

    /// <summary>Temperature of the current attempt.</summary>
    public double Temperature => _temperatures[Attempt];

    /// <summary>The best finished attempt; null before the first one has finished.</summary>
    public DecodingAttempt? Best { get; private set; }

    /// <summary>Judges the current attempt and moves on to the next temperature if it failed.</summary>
    /// <returns>Whether the window is to be decoded again; false if <see cref="Best"/> is final.</returns>
    public bool TryFallback(DecodingAttempt attempt)
    {
        if (policy.IsSilence(attempt)) attempt = Silence(attempt);
        var isAccepted = !policy.NeedsFallback(attempt);
        if (isAccepted || Best is null || IsBetter(attempt, Best)) Best = attempt;
        if (isAccepted || Attempt == _temperatures.Count - 1) return false;
        Attempt++;
        return true;
    }

    private static DecodingAttempt Silence(DecodingAttempt attempt)
        => attempt with { Tokens = [], TokenLogProbabilities = [], IsSilenced = attempt.Tokens.Count > 0 };

    private bool IsBetter(DecodingAttempt attempt, DecodingAttempt other)
    {
        var (isRepetitive, isOtherRepetitive) = (policy.IsRepetitive(attempt), policy.IsRepetitive(other));
        return isRepetitive == isOtherRepetitive ? attempt.AverageLogProbability > other.AverageLogProbability : isOtherRepetitive;
    }
}
