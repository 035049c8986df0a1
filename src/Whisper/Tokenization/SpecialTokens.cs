using System.Collections.Immutable;

namespace Speech.Whisper.Tokenization;

/// <summary>Ids of the tokens that are not text. Every vocabulary has its own; a null one is a token that the vocabulary lacks.</summary>
/// <param name="EndOfText">Ends a transcript.</param>
/// <param name="StartOfTranscript">Begins one.</param>
/// <param name="NoTimestamps">Asks for text without times.</param>
internal sealed record SpecialTokens(int EndOfText, int StartOfTranscript, int NoTimestamps)
{
    /// <summary>Seconds from one timestamp token to the next.</summary>
    public const double TimestampStep = 0.02;

    /// <summary>Asks for text in the language spoken.</summary>
    public int? Transcribe { get; init; }

    /// <summary>Asks for text in English.</summary>
    public int? Translate { get; init; }

    /// <summary>Comes before the text of what was said earlier.</summary>
    public int? StartOfPrev { get; init; }

    /// <summary>A task of the training that no decoding uses.</summary>
    public int? StartOfLm { get; init; }

    /// <summary>Its probability, right after <see cref="StartOfTranscript"/>, is that of no speech in the window.</summary>
    public int? NoSpeech { get; init; }

    /// <summary>Time 0.00; by default the id after <see cref="NoTimestamps"/>.</summary>
    public int TimestampBegin { get; init; } = NoTimestamps + 1;

    /// <summary>The first id above <see cref="TimestampBegin"/> that is no time. By default there is none: most vocabularies end with the times.</summary>
    public int TimestampEnd { get; init; } = int.MaxValue;

    /// <summary>Languages, by rising id.</summary>
    public ImmutableArray<LanguageToken> Languages { get; init; } = [];

    /// <summary>Further tokens spelled <c>&lt;|...|&gt;</c>: marks of a fine-tune, never text.</summary>
    public ImmutableArray<int> Others { get; init; } = [];

    /// <summary>Whether a token is a mark. Times are none: see <see cref="IsTimestamp"/>.</summary>
    public bool IsSpecial(int id)
        => id == EndOfText || id == StartOfTranscript || id == NoTimestamps || id == Transcribe || id == Translate
        || id == StartOfPrev || id == StartOfLm || id == NoSpeech || LanguageCode(id) is not null || Others.Contains(id);

    /// <summary>Whether a token is a time.</summary>
    public bool IsTimestamp(int id) => id >= TimestampBegin && id < TimestampEnd;

    /// <summary>Whether a token is said aloud: neither a mark nor a time.</summary>
    public bool IsText(int id) => !IsTimestamp(id) && !IsSpecial(id);

    /// <summary>Seconds from the start of the window, of a token that is a time.</summary>
    public double TimestampSeconds(int id)
        // A division keeps 0.02 k exact to the last bit where a product with the inexact step does not.
        => IsTimestamp(id) ? (id - TimestampBegin) / 50.0 : throw new ArgumentOutOfRangeException(nameof(id), id, "Not a timestamp token.");

    /// <summary>The token of a language code; null where the vocabulary has none.</summary>
    public int? LanguageId(string code)
    {
        foreach (var language in Languages)
            if (language.Code == code)
                return language.Id;
        return null;
    }

    /// <summary>The code of a language token; null for any other token.</summary>
    public string? LanguageCode(int id)
    {
        foreach (var language in Languages)
            if (language.Id == id)
                return language.Code;
        return null;
    }
}
