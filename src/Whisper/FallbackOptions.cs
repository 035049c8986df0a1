namespace Speech.Whisper;

/// <summary>Thresholds of the temperature fallback, which keeps silence and music from being transcribed as invented sentences.</summary>
/// <remarks>
/// A window that fails a threshold is decoded again at the next temperature until one attempt passes; if none does, the best attempt is
/// kept. Windows are judged one by one, independently of the batch. The rules and their defaults are those of openai/whisper
/// (<c>decode_with_fallback</c>); stopping at repetitions is an addition.
/// </remarks>
public sealed record FallbackOptions
{
    /// <summary>No thresholds and a single attempt at temperature 0: plain greedy decoding.</summary>
    public static FallbackOptions Off { get; } = new()
    {
        NoSpeechThreshold = null,
        LogProbabilityThreshold = null,
        CompressionRatioThreshold = null,
        Temperatures = [0],
        MaxRepeats = null,
    };

    /// <summary>
    /// A window counts as silent if its no-speech probability exceeds this and its mean log-probability is not above <see
    /// cref="LogProbabilityThreshold"/>. Default 0.6, range 0 to 1; null disables the check.
    /// </summary>
    public double? NoSpeechThreshold { get; init; } = 0.6;

    /// <summary>
    /// Lowest accepted mean natural log-probability of a window's tokens. Default -1, at most 0; null disables the check.
    /// </summary>
    public double? LogProbabilityThreshold { get; init; } = -1;

    /// <summary>
    /// Highest accepted zlib compression ratio of the text; repetitive text compresses well. Default 2.4, at least 1; null disables the
    /// check.
    /// </summary>
    public double? CompressionRatioThreshold { get; init; } = 2.4;

    /// <summary>
    /// Temperatures of the attempts in order. Default 0, 0.2, ... 1; at least one, each from 0 (greedy) to 2. A single one disables the
    /// fallback.
    /// </summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [0, 0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>
    /// Number of consecutive repeats of a phrase (of at most 16 tokens) that ends an attempt; the phrase is kept once.
    /// Default 10, at least 2; null disables the check.
    /// </summary>
    public int? MaxRepeats { get; init; } = 10;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        InRange(NoSpeechThreshold, 0, 1, nameof(NoSpeechThreshold));
        InRange(LogProbabilityThreshold, double.MinValue, 0, nameof(LogProbabilityThreshold));
        InRange(CompressionRatioThreshold, 1, double.MaxValue, nameof(CompressionRatioThreshold));
        InRange(MaxRepeats, 2, int.MaxValue, nameof(MaxRepeats));
        InRange(Temperatures.Count, 1, int.MaxValue, nameof(Temperatures));
        foreach (var temperature in Temperatures) InRange(temperature, 0, 2, nameof(Temperatures));
    }

    private static void InRange(double? value, double min, double max, string name)
    {
        if (value is { } number && !(number >= min && number <= max))
            throw new ArgumentOutOfRangeException(name, number, $"The value must be between {min} and {max}.");
    }
}
