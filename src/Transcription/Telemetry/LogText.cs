using System.Globalization;
using System.Text;

namespace Speech.Transcription.Telemetry;

/// <summary>Texts of clients in log lines.</summary>
public static class LogText
{
    /// <summary>Escapes what would end a line of the log or move a terminal's cursor, so that a name cannot forge a line.</summary>
    /// <param name="text">A text that a client chose, such as the name of a blob.</param>
    /// <returns>The text with control characters and line separators as <c>\uXXXX</c>.</returns>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsUnsafe)) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
            if (IsUnsafe(character)) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else escaped.Append(character);
        return escaped.ToString();
    }

    private static bool IsUnsafe(char character)
        => char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
