namespace Speech.Whisper;

/// <summary>A timed piece of the transcript.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="Language">Language code; null for an English-only checkpoint.</param>
public sealed record TranscriptSegment(string Text, double Start, double End, string? Language)
{
    /// <summary>The words with their own times; null unless requested. Their concatenated texts are <see cref="Text"/>.</summary>
    public IReadOnlyList<TranscriptWord>? Words { get; init; }

    /// <summary>The tokens of the text with their probabilities.</summary>
    public IReadOnlyList<TranscriptToken> Tokens { get; init; } = [];

    /// <summary>Probability that the window of the segment contains no speech, 0 to 1.</summary>
    public double NoSpeechProbability { get; init; }

    /// <summary>Sampling temperature of the window; 0 for the most likely tokens.</summary>
    public double Temperature { get; init; }
}

/// <summary>A token of the text.</summary>
/// <param name="Id">Its id in the vocabulary.</param>
/// <param name="Bytes">Its UTF-8 bytes; not always whole characters.</param>
/// <param name="LogProbability">Natural log-probability after the logit filters.</param>
public readonly record struct TranscriptToken(int Id, ReadOnlyMemory<byte> Bytes, double LogProbability);

/// <summary>A timed word.</summary>
/// <param name="Text">The word with its leading space and its punctuation.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
public sealed record TranscriptWord(string Text, double Start, double End)
{
    /// <summary>Mean probability of its tokens, 0 to 1.</summary>
    public double Confidence { get; init; }
}
