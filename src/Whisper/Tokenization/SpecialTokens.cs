using System.Collections.Immutable;

namespace Speech.Whisper.Tokenization;

/// <summary>Ids of a vocabulary's special tokens; null if the vocabulary does not have the token.</summary>
/// <param name="EndOfText">Ends a transcript.</param>
/// <param name="StartOfTranscript">Begins one.</param>
/// <param name="NoTimestamps">Selects text without timestamps.</param>
internal sealed record SpecialTokens(int EndOfText, int StartOfTranscript, int NoTimestamps)
{
    /// <summary>Selects transcription.</summary>
    public int? Transcribe { get; init; }

    /// <summary>Selects translation to English.</summary>
    public int? Translate { get; init; }

    /// <summary>Precedes the prompt, the text before this window.</summary>
    public int? StartOfPrev { get; init; }

    /// <summary>A training task that is not used in decoding.</summary>
    public int? StartOfLm { get; init; }

    /// <summary>Its probability directly after <see cref="StartOfTranscript"/> is the no-speech probability of the window.</summary>
    public int? NoSpeech { get; init; }

    /// <summary>Timestamp 0.00; by default the id after <see cref="NoTimestamps"/>.</summary>
    public int TimestampBegin { get; init; } = NoTimestamps + 1;

    /// <summary>
    /// The first id above <see cref="TimestampBegin"/> that is not a timestamp. Default unlimited: most vocabularies end with the
    /// timestamps.
    /// </summary>
    public int TimestampEnd { get; init; } = int.MaxValue;

    /// <summary>Languages in ascending order of their ids.</summary>
    public ImmutableArray<LanguageToken> Languages { get; init; } = [];

    /// <summary>Other tokens named <c>&lt;|...|&gt;</c>: special tokens of a fine-tune, never text.</summary>
    public ImmutableArray<int> Others { get; init; } = [];

    /// <summary>Whether a token is special. Timestamps are not: see <see cref="IsTimestamp"/>.</summary>
    public bool IsSpecial(int id)
        => id == EndOfText || id == StartOfTranscript || id == NoTimestamps || id == Transcribe || id == Translate
        || id == StartOfPrev || id == StartOfLm || id == NoSpeech || LanguageCode(id) is not null || Others.Contains(id);

    /// <summary>Whether a token is a timestamp.</summary>
    public bool IsTimestamp(int id) => id >= TimestampBegin && id < TimestampEnd;

    /// <summary>Whether a token is text: neither special nor a timestamp.</summary>
    public bool IsText(int id) => !IsTimestamp(id) && !IsSpecial(id);

    /// <summary>Time of a timestamp token in seconds from the start of the window.</summary>
    public double TimestampSeconds(int id)
        // The division is correctly rounded; a product with the inexact step of 0.02 would not be.
        => IsTimestamp(id)
            ? (id - TimestampBegin) / 50.0 : throw new ArgumentOutOfRangeException(nameof(id), id, "Not a timestamp token.");

    /// <summary>The token of a language code; null if the vocabulary has none.</summary>
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
