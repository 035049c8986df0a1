namespace Speech.Whisper;

/// <summary>Counters of the decoding of one or more windows.</summary>
/// <param name="Windows">Windows that were decoded; digital silence is not.</param>
/// <param name="Retries">Additional attempts of the temperature fallback.</param>
/// <param name="Silenced">Windows whose text was dropped because they contain no speech.</param>
/// <param name="Speculation">Counters of the forward passes and of speculative decoding.</param>
public readonly record struct DecodingStatistics(long Windows, long Retries, long Silenced, SpeculationStatistics Speculation)
{
    /// <summary>Parts of windows that were decoded again because speech in them had no text.</summary>
    public long Recoveries { get; init; }

    /// <summary>The sum of two sets of counters.</summary>
    public static DecodingStatistics operator +(DecodingStatistics left, DecodingStatistics right) => new(
        left.Windows + right.Windows, left.Retries + right.Retries, left.Silenced + right.Silenced, left.Speculation + right.Speculation)
    {
        Recoveries = left.Recoveries + right.Recoveries,
    };
}
