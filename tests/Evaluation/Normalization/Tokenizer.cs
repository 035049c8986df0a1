using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>Splits simplified text into words of letters and words of digits.</summary>
internal static partial class Tokenizer
{
    /// <summary>The words. Apostrophes within a word are dropped, hyphens separate, and so do borders between digits and letters, except
    /// in <c>20th</c> and <c>80s</c>. A decimal point stays.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var spelled = SpelledWithHyphens().Replace(text, JoinLetters);
        return Word().Matches(spelled.Replace("'", "", StringComparison.Ordinal)).Select(match => match.Value);
    }

    /// <summary>Joins <c>p-i-tts</c>: three or more parts, at least half of them single letters. Where all are,
    /// <see cref="SpelledLetters"/> joins them, together with others next to them.</summary>
    private static string JoinLetters(Match match)
    {
        var parts = match.Value.Split('-');
        var letters = parts.Count(part => part.Length == 1);
        return letters < parts.Length && letters * 2 >= parts.Length ? string.Concat(parts) : match.Value;
    }

    [GeneratedRegex(@"(?<![\w-])\p{L}{1,3}(-\p{L}{1,3}){2,}(?![\w-])")]
    private static partial Regex SpelledWithHyphens();

    [GeneratedRegex(@"(?<![\d.])\d+\.\d+(?![\d.])|\d+(?:st|nd|rd|th|s)(?![\p{L}\d])|\d+|[\p{L}\p{M}]+")]
    private static partial Regex Word();
}
