using Speech.Whisper.Speculative;

namespace Speech.Whisper.Decoding;

/// <summary>What was heard in a window.</summary>
/// <param name="Tokens">Text and timestamp tokens, without prompt, prefix and end.</param>
/// <param name="Language">Code of the language, as asked for or detected; null for a checkpoint of one language.</param>
/// <param name="AverageLogProbability">Mean natural logarithm of the tokens' probabilities after the rules, the end included.</param>
/// <param name="NoSpeechProbability">Probability that nothing is said; 0 where the vocabulary has no token for it.</param>
internal sealed record DecodedWindow(IReadOnlyList<int> Tokens, string? Language, double AverageLogProbability, double NoSpeechProbability)
{
    /// <summary>When each token is said, in seconds from the start of the window; empty where that was not asked for.</summary>
    public IReadOnlyList<(double Start, double End)> TokenTimes { get; init; } = [];

    /// <summary>Temperature that the tokens were chosen at; 0 for the likeliest ones.</summary>
    public double Temperature { get; init; }

    /// <summary>Times that the window was decoded.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether repeats were cut off.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether a text was dropped because nobody speaks.</summary>
    public bool IsSilenced { get; init; }

    /// <summary>What speculation brought; one token a pass where there was none.</summary>
    public SpeculationStatistics Speculation { get; init; }

    /// <summary>What decoding it took.</summary>
    public DecodingStatistics Statistics => Attempts == 0 ? default : new(1, Attempts - 1, IsSilenced ? 1 : 0, Speculation);

    /// <summary>A window in which there is nothing to hear: it never reaches the networks.</summary>
    public static DecodedWindow Silent { get; } = new([], null, 0, 1) { Attempts = 0 };
}
