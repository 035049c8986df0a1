namespace Speech.Diarization.Checkpoints;

/// <summary>A line with content, without its indentation and comment.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Indent">Spaces before the text.</param>
/// <param name="Text">The text; not empty, but for what follows a lone dash.</param>
internal readonly record struct YamlLine(int Number, int Indent, string Text)
{
    public bool IsItem => Text == "-" || Text.StartsWith("- ", StringComparison.Ordinal);

    /// <summary>The lines that are not empty.</summary>
    /// <exception cref="DiarizationModelException">There is a tab, or more than one document.</exception>
    public static List<YamlLine> Split(string text, string file)
    {
        var lines = new List<YamlLine>();
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var content = raw[..CommentStart(raw)].TrimEnd(' ');
            var line = new YamlLine(++number, content.Length - content.TrimStart(' ').Length, content.TrimStart(' '));
            if (line.Text.Contains('\t', StringComparison.Ordinal)) throw line.Fault(file, "holds a tab");
            if (line.Text.Length == 0 || (line.Text == "---" && lines.Count == 0)) continue;
            if (line is { Indent: 0, Text: "---" or "..." } || line.Text.StartsWith('%')) throw line.Fault(file, "begins another document");
            lines.Add(line);
        }
        return lines;
    }

    /// <summary>The colon that ends the key; -1 where there is none.</summary>
    public int KeyEnd()
    {
        if (Text[0] is '[' or '{') return -1;
        for (var at = 0; at < Text.Length; at++)
        {
            if (Text[at] is '"' or '\'' && IsOpening(Text, at)) at = ClosingQuote(Text, at);
            else if (Text[at] == ':' && (at + 1 == Text.Length || Text[at + 1] == ' ')) return at;
        }
        return -1;
    }

    /// <summary>What follows the dash of an item, as a line of its own.</summary>
    public YamlLine ItemContent()
    {
        var content = Text[1..].TrimStart(' ');
        return new YamlLine(Number, Indent + Text.Length - content.Length, content);
    }

    public DiarizationModelException Fault(string file, string fault) => new($"{file}: line {Number} {fault}.");

    /// <summary>Whether a quote begins a text: within a word it is an apostrophe.</summary>
    public static bool IsOpening(string text, int at) => at == 0 || text[at - 1] is ' ' or '[' or '{' or ',';

    /// <summary>The quote that ends the text which begins here; the last character where none does.</summary>
    public static int ClosingQuote(string text, int at)
    {
        var quote = text[at];
        for (at++; at < text.Length; at++)
        {
            if (quote == '"' && text[at] == '\\') at++;
            else if (text[at] == quote && quote == '\'' && at + 1 < text.Length && text[at + 1] == quote) at++;
            else if (text[at] == quote) return at;
        }
        return text.Length - 1;
    }

    private static int CommentStart(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] is '"' or '\'' && IsOpening(line, at)) at = ClosingQuote(line, at);
            else if (line[at] == '#' && (at == 0 || line[at - 1] is ' ' or '\t')) return at;
        }
        return line.Length;
    }
}
