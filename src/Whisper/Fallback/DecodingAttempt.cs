namespace Speech.Whisper.Fallback;

/// <summary>The result of decoding a window once, at one temperature.</summary>
/// <param name="Tokens">Text and timestamp tokens, without prompt, prefix and end of text.</param>
/// <param name="AverageLogProbability">
/// Mean natural log-probability of the tokens after the logit filters, the end of text included.
/// </param>
/// <param name="NoSpeechProbability">
/// Probability that the window contains no speech, 0 to 1; 0 if the vocabulary has no token for it.
/// </param>
internal sealed record DecodingAttempt(IReadOnlyList<int> Tokens, double AverageLogProbability, double NoSpeechProbability)
{
    /// <summary>Natural log-probability of each token after the logit filters.</summary>
    public IReadOnlyList<double> TokenLogProbabilities { get; init; } = [];

    /// <summary>Sampling temperature; 0 for greedy decoding.</summary>
    public double Temperature { get; init; }

    /// <summary>Whether decoding stopped at a repeated phrase, whose repeats were dropped.</summary>
    public bool HasDroppedRepeats { get; init; }

    /// <summary>Whether decoding stopped at the limit of tokens, before the end of the text.</summary>
    public bool ReachedTokenLimit { get; init; }

    /// <summary>Whether text was dropped because the window contains no speech.</summary>
    public bool IsSilenced { get; init; }
}
