using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>The notation around digits: separators, money, percent, clock times.</summary>
internal static partial class NumberNotation
{
    /// <summary>Replaces notation by the words that are said.</summary>
    /// <param name="text">Simplified text.</param>
    /// <param name="rules">The rules of its language.</param>
    public static string Simplify(string text, LanguageRules rules)
    {
        text = JoinThousands(text, rules.ThousandsSeparator);
        if (rules.DecimalWord is { } word) text = SpeakDecimals(text, rules.DecimalSeparator, word);
        text = text.Replace("%", $" {rules.Percent} ", StringComparison.Ordinal).Replace("&", $" {rules.And} ", StringComparison.Ordinal);
        text = Currency.Speak(text);
        text = FullHour().Replace(text, "$1 oclock");
        return PluralOfDigits().Replace(text, "$1s");
    }

    private static string JoinThousands(string text, char separator) => separator switch
    {
        ',' => CommaThousands().Replace(text, ""),
        '.' => PointThousands().Replace(text, ""),
        _ => SpaceThousands().Replace(text, ""),
    };

    private static string SpeakDecimals(string text, char separator, string word)
        => (separator == ',' ? CommaDecimal() : PointDecimal()).Replace(text, $" {word} ");

    [GeneratedRegex(@"(?<=\d),(?=\d{3}(?!\d))")]
    private static partial Regex CommaThousands();

    [GeneratedRegex(@"(?<=\d)\.(?=\d{3}(?!\d))")]
    private static partial Regex PointThousands();

    [GeneratedRegex(@"(?<=(?<!\d)\d{1,3}) (?=\d{3}(?!\d))")]
    private static partial Regex SpaceThousands();

    [GeneratedRegex(@"(?<=\d),(?=\d)")]
    private static partial Regex CommaDecimal();

    [GeneratedRegex(@"(?<=\d)\.(?=\d)")]
    private static partial Regex PointDecimal();

    [GeneratedRegex(@"(?<!\d)(\d{1,2}):00(?!\d)")]
    private static partial Regex FullHour();

    [GeneratedRegex(@"(\d)'s\b")]
    private static partial Regex PluralOfDigits();
}
