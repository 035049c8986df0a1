using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>Wraps words into lines.</summary>
internal static class CueLines
{
    /// <summary>The least number of lines, as equal in width as the words allow.</summary>
    /// <param name="words">At least one.</param>
    /// <param name="maxWidth">Columns of a line; only a wider word exceeds it.</param>
    public static List<string> Wrap(IReadOnlyList<CueWord> words, int maxWidth)
    {
        var count = Fill(words, maxWidth).Count;
        var width = maxWidth;
        while (width > 1 && Fill(words, width - 1).Count == count) width--;
        return Fill(words, width);
    }

    private static List<string> Fill(IReadOnlyList<CueWord> words, int maxWidth)
    {
        var (lines, line, width) = (new List<string>(), new StringBuilder(), 0);
        foreach (var word in words)
        {
            if (line.Length > 0 && width + word.WidthAfterAnother > maxWidth)
            {
                lines.Add(line.ToString());
                (_, width) = (line.Clear(), 0);
            }

            if (line.Length > 0 && word.HasSpace) line.Append(' ');
            width += line.Length > 0 ? word.WidthAfterAnother : word.Width;
            line.Append(word.Text);
        }

        lines.Add(line.ToString());
        return lines;
    }
}
