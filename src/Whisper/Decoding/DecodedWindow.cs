using Speech.Whisper.Fallback;

namespace Speech.Whisper.Decoding;

/// <summary>The transcript of a window.</summary>
/// <param name="Tokens">Text and timestamp tokens, without prompt, prefix and end of text.</param>
/// <param name="Language">Language code, as requested or detected; null for an English-only checkpoint.</param>
/// <param name="AverageLogProbability">
/// Mean natural log-probability of the tokens after the logit filters, the end of text included.
/// </param>
/// <param name="NoSpeechProbability">
/// Probability that the window contains no speech, 0 to 1; 0 if the vocabulary has no token for it.
/// </param>
internal sealed record DecodedWindow(IReadOnlyList<int> Tokens, string? Language, double AverageLogProbability, double NoSpeechProbability)
{
    /// <summary>Start and end of each token in seconds from the start of the window; empty unless requested.</summary>
    public IReadOnlyList<(double Start, double End)> TokenTimes { get; init; } = [];

    /// <summary>Natural log-probability of each token after the logit filters.</summary>
    public IReadOnlyList<double> TokenLogProbabilities { get; init; } = [];

    /// <summary>Sampling temperature; 0 for greedy decoding.</summary>
    public double Temperature { get; init; }

    /// <summary>Number of times the window was decoded; 0 if it was not.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether decoding stopped at a repeated phrase, whose repeats were dropped.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether decoding stopped at the limit of tokens, before the end of the text.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether text was dropped because the window contains no speech.</summary>
    public bool IsSilenced { get; init; }

    /// <summary>Counters of the forward passes, over all attempts.</summary>
    public SpeculationStatistics Speculation { get; init; }

    /// <summary>Counters of this window.</summary>
    public DecodingStatistics Statistics => Attempts == 0 ? default : new(1, Attempts - 1, IsSilenced ? 1 : 0, Speculation);

    /// <summary>A window of digital silence, which is not decoded.</summary>
    public static DecodedWindow Silent { get; } = new([], null, 0, 1) { Attempts = 0 };

    /// <summary>The result of a window's best attempt.</summary>
    public static DecodedWindow From(DecodingAttempt best, string? language, int attempts, SpeculationStatistics speculation)
        => new(best.Tokens, language, best.AverageLogProbability, best.NoSpeechProbability)
        {
            TokenLogProbabilities = best.TokenLogProbabilities,
            Temperature = best.Temperature,
            Attempts = attempts,
            IsTruncated = best.IsTruncated,
            IsCut = best.IsCut,
            IsSilenced = best.IsSilenced,
            Speculation = speculation,
        };
}
