using Speech.Whisper;

namespace Speech.Transcription.Transcripts;

/// <summary>How certain the model is of a segment.</summary>
/// <param name="Tokens">The tokens of the text; at least one.</param>
/// <param name="NoSpeechProbability">Probability that the window of the segment contains no speech, 0 to 1.</param>
/// <param name="Temperature">Sampling temperature of the window; 0 for the most likely tokens.</param>
public sealed record SegmentScores(IReadOnlyList<TranscriptToken> Tokens, double NoSpeechProbability, double Temperature)
{
    /// <summary>Mean probability of the tokens, 0 to 1.</summary>
    public double Confidence { get; } = Tokens.Average(token => Math.Exp(token.LogProbability));

    /// <summary>Mean natural log-probability of the tokens.</summary>
    public double AverageLogProbability { get; } = Tokens.Average(token => token.LogProbability);
}
