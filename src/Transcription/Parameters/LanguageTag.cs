using System.Collections.Frozen;
using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>Languages in the forms that clients send.</summary>
internal static class LanguageTag
{
    /// <summary>The value that detects the language.</summary>
    public const string Auto = "auto";

    // Other subtags of the IANA registry for languages that Whisper has.
    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["cmn"] = "zh",
        ["fil"] = "tl",
        ["in"] = "id",
        ["iw"] = "he",
        ["ji"] = "yi",
        ["jv"] = "jw",
        ["mo"] = "ro",
        ["nb"] = "no",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code for a code, an English name or a BCP 47 tag such as <c>en-US</c> or <c>zh-Hans</c>, whose script and region do
    /// not matter.</summary>
    /// <param name="text">Any text.</param>
    /// <returns><see cref="Auto"/> for itself; null if there is no such language.</returns>
    public static string? Parse(string text)
    {
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase)) return Auto;
        if (Languages.CodeOf(text) is { } code) return code;
        var subtags = text.Split('-', '_');
        // Cantonese is also written as an extension of Chinese.
        if (subtags is [_, "yue", ..]) return Languages.CodeOf("yue");
        return Languages.CodeOf(Synonyms.GetValueOrDefault(subtags[0], subtags[0]));
    }
}
