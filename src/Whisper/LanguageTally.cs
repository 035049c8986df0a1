using System.Collections.Immutable;

namespace Speech.Whisper;

/// <summary>Seconds of speech by the language that was detected in it: a few words are too little to detect it, and have the language of
/// most of the speech before them.</summary>
public sealed record LanguageTally
{
    /// <summary>Seconds of speech, in one piece or in several, in which a language is detected.</summary>
    public const double MinSeconds = 10;

    // In the order of the codes: it decides where languages have equal seconds.
    private ImmutableSortedDictionary<string, double> ByLanguage { get; init; }
        = ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public double Seconds => ByLanguage.Values.Sum();

    /// <summary>The language of most of them; null where there are none.</summary>
    public string? MostFrequent => ByLanguage.OrderByDescending(pair => pair.Value).FirstOrDefault().Key;

    /// <summary>Adds a piece.</summary>
    /// <param name="language">Language code.</param>
    /// <param name="seconds">Seconds of speech in it.</param>
    /// <returns>The tally with it.</returns>
    public LanguageTally Add(string language, double seconds)
        => this with { ByLanguage = ByLanguage.SetItem(language, ByLanguage.GetValueOrDefault(language) + seconds) };
}
