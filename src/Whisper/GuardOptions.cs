namespace Speech.Whisper;

/// <summary>What keeps silence and music from becoming invented sentences. Windows are judged one by one, whatever they are decoded together with.</summary>
/// <remarks>
/// A window whose text is doubtful is decoded again at the next temperature, until one is believed; the best one stands where none is.
/// The rules and their defaults are those of openai/whisper; the cut of repeats is an addition.
/// </remarks>
public sealed record GuardOptions
{
    /// <summary>No guards: the tokens are those of plain greedy decoding.</summary>
    public static GuardOptions Off { get; } = new() { NoSpeech = null, LogProbability = null, CompressionRatio = null, Temperatures = [0], Repeats = null };

    /// <summary>A window is silent when its no-speech probability is above this and its text unlikely (<see cref="LogProbability"/>); default 0.6, 0 to 1, null for never.</summary>
    public double? NoSpeech { get; init; } = 0.6;

    /// <summary>A text is doubtful when the mean natural logarithm of its tokens' probabilities is below this; default -1, at most 0, null for never.</summary>
    public double? LogProbability { get; init; } = -1;

    /// <summary>A text is doubtful when zlib makes it smaller by more than this factor: it repeats itself; default 2.4, at least 1, null for never.</summary>
    public double? CompressionRatio { get; init; } = 2.4;

    /// <summary>Temperatures of the attempts, in their order; default 0, 0.2, ... 1; at least one, each 0 (the likeliest token) to 2. A single one decodes no window twice.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [0, 0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>A phrase of at most 16 tokens that comes so many times in a row ends the attempt and is kept once; default 10, at least 2, null for never.</summary>
    public int? Repeats { get; init; } = 10;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        InRange(NoSpeech, 0, 1, nameof(NoSpeech));
        InRange(LogProbability, double.MinValue, 0, nameof(LogProbability));
        InRange(CompressionRatio, 1, double.MaxValue, nameof(CompressionRatio));
        InRange(Repeats, 2, int.MaxValue, nameof(Repeats));
        InRange(Temperatures.Count, 1, int.MaxValue, nameof(Temperatures));
        foreach (var temperature in Temperatures) InRange(temperature, 0, 2, nameof(Temperatures));
    }

    private static void InRange(double? value, double least, double most, string name)
    {
        if (value is { } number && !(number >= least && number <= most)) throw new ArgumentOutOfRangeException(name, number, $"From {least} to {most}.");
    }
}
