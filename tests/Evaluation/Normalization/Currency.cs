using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>Amounts of money: <c>$3.50</c> is <c>3 dollar 50 cent</c>.</summary>
internal static partial class Currency
{
    /// <summary>Puts the name of the currency after its amount, in the singular.</summary>
    public static string Speak(string text)
    {
        text = Amount().Replace(text, match => Speak(match.Groups["sign"].Value, match));
        text = AmountBeforeSign().Replace(text, match => Speak(match.Groups["sign"].Value, match));
        text = Conjunction().Replace(text, "$1 $2");
        return Plural().Replace(text, match => match.Value[..^1]);
    }

    private static string Speak(string sign, Match match)
    {
        var (whole, fraction, scale) = (match.Groups["whole"].Value, match.Groups["fraction"].Value, match.Groups["scale"].Value);
        var (unit, part) = sign switch
        {
            "$" => ("dollar", "cent"),
            "£" => ("pound", "pence"),
            "¢" => ("cent", ""),
            _ => ("euro", "cent"),
        };
        if (scale.Length > 0) return $" {whole}{(fraction.Length > 0 ? "." : "")}{fraction} {scale} {unit} ";
        return fraction.Length > 0 && fraction.Trim('0').Length > 0 ? $" {whole} {unit} {fraction} {part} " : $" {whole} {unit} ";
    }

    [GeneratedRegex(@"(?<sign>[$£€]) ?(?<whole>\d+)(?:[.,](?<fraction>\d+))?(?: ?(?<scale>hundred|thousand|million|billion)\b)?")]
    private static partial Regex Amount();

    [GeneratedRegex(@"(?<whole>\d+)(?:[.,](?<fraction>\d+))? ?(?<scale>)(?<sign>[$£€¢])")]
    private static partial Regex AmountBeforeSign();

    [GeneratedRegex(@"\b(dollars?|pounds?|euros?) and ((?:[a-z0-9]+[ -]){1,3}(?:cents?|pence)\b)")]
    private static partial Regex Conjunction();

    [GeneratedRegex(@"\b(?:dollars|pounds|euros|cents)\b")]
    private static partial Regex Plural();
}
