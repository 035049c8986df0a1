using System.Text;
using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>Differences of typesetting: case, quotation marks, dashes, full-width forms, remarks in brackets.</summary>
internal static partial class Typography
{
    /// <summary>The text in lower case, with plain quotation marks and hyphens, without remarks such as <c>[music]</c>.</summary>
    public static string Simplify(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.ToLowerInvariant())
        {
            if (plain.Length > 0 && Accents.Compose(plain[^1], character) is { } composed) plain[^1] = composed;
            else plain.Append(Simplify(character));
        }
        return Remark().Replace(plain.ToString(), " ");
    }

    private static char Simplify(char character) => character switch
    {
        '\u2018' or '\u2019' or '\u02BC' or '\u00B4' or '`' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => '"',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' => '-',
        '\u00A0' or '\u202F' or '\u2009' or '\u3000' => ' ',
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(character - 0xFEE0)),
        _ => character,
    };

    // Not what is in parentheses: references have words there that are said.
    [GeneratedRegex(@"\[[^\]]*\]|<[^>]*>")]
    private static partial Regex Remark();
}
