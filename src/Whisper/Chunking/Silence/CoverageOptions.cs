namespace Speech.Whisper.Chunking.Silence;

/// <summary>When speech counts as left without text, and how often it is decoded again.</summary>
internal sealed record CoverageOptions
{
    /// <summary>Seconds of speech without text that are decoded again. Default 0.5: less is a syllable, or an error of the times.</summary>
    public double MinSpeech { get; init; } = 0.5;

    /// <summary>
    /// Seconds of speech inside a segment, before its first word or after its last one by the alignment, that are decoded again; of a span
    /// that lies there as a whole, <see cref="MinSpeech"/> are enough. Default 1: the alignment of a word is seldom further off.
    /// </summary>
    public double MinSkipped { get; init; } = 1;

    /// <summary>Seconds of speech of a window without any text whose halves are decoded again. Default 4.</summary>
    public double MinHalved { get; init; } = 4;

    /// <summary>Maximum number of parts of one window that are decoded again. Default 20: as many words with pauses fit into it.</summary>
    public int MaxRecoveries { get; init; } = 20;
}
