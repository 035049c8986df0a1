using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>English contractions in full: <c>won't</c> is <c>will not</c>.</summary>
internal static partial class EnglishContractions
{
    private static readonly (Regex Pattern, string Replacement)[] Rules =
    [
        (Irregular("won't"), "will not"), (Irregular("can't|cannot"), "can not"), (Irregular("shan't"), "shall not"),
        (Irregular("let's"), "let us"), (Irregular("y'?know"), "you know"), (Irregular("y'all"), "you all"),
        (Irregular("gonna"), "going to"), (Irregular("wanna"), "want to"), (Irregular("gotta"), "got to"),
        (Irregular("cuz"), "because"), (Irregular("per cent"), "percent"),
        (new("(?<!\\w)'cause\\b"), "because"), (new("(?<!\\w)'em\\b"), "them"),
        (new("(?<!\\w)'tis\\b"), "it is"), (new("(?<!\\w)'twas\\b"), "it was"), (Irregular("o'er"), "over"), (Irregular("e'er"), "ever"),
        (new("n't\\b"), " not"), (new("'m\\b"), " am"), (new("'re\\b"), " are"), (new("'ve\\b"), " have"), (new("'ll\\b"), " will"),
        // Only after these words: elsewhere it marks a possessive, which drops its apostrophe.
        (new("\\b(it|he|she|that|what|there|here|who|where|how|this|when|why|everything|everyone)'s\\b"), "$1 is"),
        (new("\\b(i|you|he|she|it|we|they|that|there|who|what)'d\\b"), "$1 would"),
        // Verse: tatter'd.
        (new("([a-z]{3})'d\\b"), "$1ed"),
    ];

    /// <summary>Expands the contractions of lower-case text.</summary>
    public static string Expand(string text)
    {
        if (!text.Contains('\'', StringComparison.Ordinal) && !WithoutApostrophe().IsMatch(text)) return text;
        foreach (var (pattern, replacement) in Rules) text = pattern.Replace(text, replacement);
        return text;
    }

    private static Regex Irregular(string words) => new($@"(?<![\w'])(?:{words})\b");

    [GeneratedRegex("cannot|yknow|gonna|wanna|gotta|cuz|per cent")]
    private static partial Regex WithoutApostrophe();
}
