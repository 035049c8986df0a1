using Speech.Whisper.Speculative;

namespace Speech.Whisper;

/// <summary>What the decoding of windows took.</summary>
/// <param name="Windows">Windows that reached the networks.</param>
/// <param name="Retries">Times that a window was decoded again because its text was doubtful.</param>
/// <param name="Silenced">Windows whose text was dropped because nobody speaks.</param>
/// <param name="Speculation">The passes, and what speculation brought in them.</param>
public readonly record struct DecodingStatistics(long Windows, long Retries, long Silenced, SpeculationStatistics Speculation)
{
    /// <summary>Both together.</summary>
    public static DecodingStatistics operator +(DecodingStatistics a, DecodingStatistics b)
        => new(a.Windows + b.Windows, a.Retries + b.Retries, a.Silenced + b.Silenced, a.Speculation + b.Speculation);
}
