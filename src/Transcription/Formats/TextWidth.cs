using System.Globalization;
using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>Counts the columns of a text: two for a full-width East Asian character, none for a combining mark, one for any
/// other.</summary>
internal static class TextWidth
{
    private static readonly (int First, int Last)[] FullWidth =
    [
        (0x1100, 0x115F), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6),
        (0x1F300, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    private static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return Array.Exists(FullWidth, range => range.First <= rune.Value && rune.Value <= range.Last) ? 2 : 1;
    }
}
