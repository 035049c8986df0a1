using System.Buffers;
using System.Collections.Frozen;
using Speech.Evaluation.Normalization.Numbers;

namespace Speech.Evaluation.Normalization;

/// <summary>What the normalization of one language knows.</summary>
internal sealed record LanguageRules
{
    private static readonly FrozenSet<string> CommonFillers = FrozenSet.Create("hm", "hmm", "mm", "mmm", "mhm");

    private static readonly LanguageRules General = new();

    private static readonly FrozenDictionary<string, LanguageRules> Languages = new Dictionary<string, LanguageRules>
    {
        ["en"] = new()
        {
            Fillers = FrozenSet.Create("hm", "hmm", "mm", "mmm", "mhm", "uh", "uhh", "uhm", "um", "umm"),
            OneLetterWords = SearchValues.Create("aio"),
            ThousandsSeparator = ',',
            DecimalSeparator = '.',
            Percent = "percent",
            And = "and",
            ExpandContractions = EnglishContractions.Expand,
            Respell = EnglishSpelling.Respell,
            ReplaceNumbers = EnglishNumbers.Replace,
        },
        ["de"] = new()
        {
            Fillers = FrozenSet.Create("hm", "hmm", "mm", "mmm", "mhm", "äh", "ähm"),
            DecimalWord = "komma",
            Percent = "prozent",
            And = "und",
            ReplaceNumbers = new NumberTable(German.Spell, []).Replace,
        },
        ["fr"] = new()
        {
            Fillers = FrozenSet.Create("hm", "hmm", "mm", "mmm", "mhm", "euh"),
            OneLetterWords = SearchValues.Create("aàyô"),
            ThousandsSeparator = ' ',
            DecimalWord = "virgule",
            Percent = "pour cent",
            And = "et",
            ReplaceNumbers = new NumberTable(French.Spell, ["un", "une"]).Replace,
        },
        ["es"] = new()
        {
            OneLetterWords = SearchValues.Create("aeouy"),
            DecimalWord = "coma",
            Percent = "por ciento",
            And = "y",
            ReplaceNumbers = new NumberTable(Spanish.Spell, ["un", "una", "uno"]).Replace,
        },
        ["it"] = new()
        {
            Fillers = FrozenSet.Create("hm", "hmm", "mm", "mmm", "mhm", "eh", "ehm"),
            OneLetterWords = SearchValues.Create("aeèio"),
            DecimalWord = "virgola",
            Percent = "per cento",
            And = "e",
            ReplaceNumbers = new NumberTable(Italian.Spell, ["un", "una", "uno"]).Replace,
        },
        ["pt"] = new()
        {
            OneLetterWords = SearchValues.Create("aàeéo"),
            DecimalWord = "vírgula",
            Percent = "por cento",
            And = "e",
            ReplaceNumbers = new NumberTable(Portuguese.Spell, ["um", "uma"]).Replace,
        },
        ["sv"] = new()
        {
            OneLetterWords = SearchValues.Create("iåö"),
            ThousandsSeparator = ' ',
            DecimalWord = "komma",
            Percent = "procent",
            And = "och",
            ReplaceNumbers = new NumberTable(Swedish.Spell, ["en", "ett"]).Replace,
        },
    }.ToFrozenDictionary();

    /// <summary>Sounds of hesitation, which some references have and no transcript needs.</summary>
    public FrozenSet<string> Fillers { get; private init; } = CommonFillers;

    /// <summary>Letters that are words.</summary>
    public SearchValues<char> OneLetterWords { get; private init; } = SearchValues.Create("aeiouyàéèôåöøæwz");

    /// <summary>Between groups of three digits.</summary>
    public char ThousandsSeparator { get; private init; } = '.';

    /// <summary>Before the fraction of a number.</summary>
    public char DecimalSeparator { get; private init; } = ',';

    /// <summary>The spoken decimal separator; null where <see cref="ReplaceNumbers"/> reads fractions itself.</summary>
    public string? DecimalWord { get; private init; }

    /// <summary>The spoken percent sign.</summary>
    public string Percent { get; private init; } = "%";

    /// <summary>The spoken ampersand.</summary>
    public string And { get; private init; } = "&";

    /// <summary>Replaces contractions in lower-case text.</summary>
    public Func<string, string> ExpandContractions { get; private init; } = text => text;

    /// <summary>Replaces a spelling variant; may give several words.</summary>
    public Func<string, IEnumerable<string>> Respell { get; private init; } = word => [word];

    /// <summary>Replaces numbers as words or digits by one word per digit.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>> ReplaceNumbers { get; private init; }
        = new NumberTable(_ => [], []).Replace;

    /// <summary>The rules of a language, or the general ones.</summary>
    public static LanguageRules Of(string language) => Languages.GetValueOrDefault(language, General);
}
