using System.Collections.Frozen;

namespace Speech.Whisper;

/// <summary>Whisper's languages.</summary>
public static class Languages
{
    /// <summary>Lower-case English names by code, in the order of their tokens; only the largest vocabulary has all one hundred.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        ["en"] = "english",
        ["zh"] = "chinese",
        ["de"] = "german",
        ["es"] = "spanish",
        ["ru"] = "russian",
        ["ko"] = "korean",
        ["fr"] = "french",
        ["ja"] = "japanese",
        ["pt"] = "portuguese",
        ["tr"] = "turkish",
        ["pl"] = "polish",
        ["ca"] = "catalan",
        ["nl"] = "dutch",
        ["ar"] = "arabic",
        ["sv"] = "swedish",
        ["it"] = "italian",
        ["id"] = "indonesian",
        ["hi"] = "hindi",
        ["fi"] = "finnish",
        ["vi"] = "vietnamese",
        ["he"] = "hebrew",
        ["uk"] = "ukrainian",
        ["el"] = "greek",
        ["ms"] = "malay",
        ["cs"] = "czech",
        ["ro"] = "romanian",
        ["da"] = "danish",
        ["hu"] = "hungarian",
        ["ta"] = "tamil",
        ["no"] = "norwegian",
        ["th"] = "thai",
        ["ur"] = "urdu",
        ["hr"] = "croatian",
        ["bg"] = "bulgarian",
        ["lt"] = "lithuanian",
        ["la"] = "latin",
        ["mi"] = "maori",
        ["ml"] = "malayalam",
        ["cy"] = "welsh",
        ["sk"] = "slovak",
        ["te"] = "telugu",
        ["fa"] = "persian",
        ["lv"] = "latvian",
        ["bn"] = "bengali",
        ["sr"] = "serbian",
        ["az"] = "azerbaijani",
        ["sl"] = "slovenian",
        ["kn"] = "kannada",
        ["et"] = "estonian",
        ["mk"] = "macedonian",
        ["br"] = "breton",
        ["eu"] = "basque",
        ["is"] = "icelandic",
        ["hy"] = "armenian",
        ["ne"] = "nepali",
        ["mn"] = "mongolian",
        ["bs"] = "bosnian",
        ["kk"] = "kazakh",
        ["sq"] = "albanian",
        ["sw"] = "swahili",
        ["gl"] = "galician",
        ["mr"] = "marathi",
        ["pa"] = "punjabi",
        ["si"] = "sinhala",
        ["km"] = "khmer",
        ["sn"] = "shona",
        ["yo"] = "yoruba",
        ["so"] = "somali",
        ["af"] = "afrikaans",
        ["oc"] = "occitan",
        ["ka"] = "georgian",
        ["be"] = "belarusian",
        ["tg"] = "tajik",
        ["sd"] = "sindhi",
        ["gu"] = "gujarati",
        ["am"] = "amharic",
        ["yi"] = "yiddish",
        ["lo"] = "lao",
        ["uz"] = "uzbek",
        ["fo"] = "faroese",
        ["ht"] = "haitian creole",
        ["ps"] = "pashto",
        ["tk"] = "turkmen",
        ["nn"] = "nynorsk",
        ["mt"] = "maltese",
        ["sa"] = "sanskrit",
        ["lb"] = "luxembourgish",
        ["my"] = "myanmar",
        ["bo"] = "tibetan",
        ["tl"] = "tagalog",
        ["mg"] = "malagasy",
        ["as"] = "assamese",
        ["tt"] = "tatar",
        ["haw"] = "hawaiian",
        ["ln"] = "lingala",
        ["ha"] = "hausa",
        ["ba"] = "bashkir",
        ["jw"] = "javanese",
        ["su"] = "sundanese",
        ["yue"] = "cantonese",
    }.AsReadOnly();

    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["burmese"] = "my",
        ["valencian"] = "ca",
        ["flemish"] = "nl",
        ["haitian"] = "ht",
        ["letzeburgesch"] = "lb",
        ["pushto"] = "ps",
        ["panjabi"] = "pa",
        ["moldavian"] = "ro",
        ["moldovan"] = "ro",
        ["sinhalese"] = "si",
        ["castilian"] = "es",
        ["mandarin"] = "zh",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Codes = Names.Keys.Select(code => KeyValuePair.Create(code, code))
        .Concat(Names.Select(pair => KeyValuePair.Create(pair.Value, pair.Key)))
        .Concat(Aliases)
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The code for a code, a token or an English name in any case (<c>EN</c>, <c>&lt;|en|&gt;</c>, <c>English</c> to <c>en</c>); null if
    /// unknown.
    /// </summary>
    public static string? CodeOf(string codeOrName)
    {
        var isToken = codeOrName.StartsWith("<|", StringComparison.Ordinal) && codeOrName.EndsWith("|>", StringComparison.Ordinal)
            && codeOrName.Length > 4;
        return Codes.GetValueOrDefault(isToken ? codeOrName[2..^2] : codeOrName);
    }
}
