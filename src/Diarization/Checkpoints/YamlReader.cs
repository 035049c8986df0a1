namespace Speech.Diarization.Checkpoints;

/// <summary>Reads the part of YAML that settings are written in: maps and lists by indentation or in brackets, plain and quoted scalars of one line, comments.</summary>
/// <remarks>What can surprise is refused: anchors and aliases (a few lines can expand to gigabytes), tags (which name classes), texts over several lines, tabs, keys that come twice, several documents.</remarks>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;
    private readonly List<YamlLine> _lines;
    private readonly string _file;
    private int _at;

    private YamlReader(List<YamlLine> lines, string file) => (_lines, _file) = (lines, file);

    /// <summary>The content as plain data: maps with texts for keys, lists, texts, numbers, truth values, null.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DiarizationModelException">It is malformed, or more than this reader reads.</exception>
    public static object? Read(string text, string file)
    {
        var reader = new YamlReader(YamlLine.Split(text, file), file);
        if (reader._lines.Count == 0) return null;
        var value = reader.Block(reader._lines[0].Indent, 0);
        return reader._at == reader._lines.Count ? value : throw reader._lines[reader._at].Fault(file, "is indented wrongly");
    }

    /// <summary>The map, list or scalar that begins at this line.</summary>
    private object? Block(int indent, int depth)
    {
        if (depth > MaxDepth) throw _lines[_at].Fault(_file, "is nested too deeply");
        var line = _lines[_at];
        if (line.IsItem) return List(indent, depth);
        if (line.KeyEnd() >= 0) return Map(indent, depth);
        _at++;
        return YamlValue.Read(line.Text, line, _file);
    }

    private Dictionary<object, object?> Map(int indent, int depth)
    {
        var map = new Dictionary<object, object?>();
        for (; _at < _lines.Count && _lines[_at].Indent == indent && !_lines[_at].IsItem;)
        {
            var line = _lines[_at++];
            var end = line.KeyEnd();
            if (end < 0) throw line.Fault(_file, "has no key");
            if (YamlValue.Read(line.Text[..end].Trim(), line, _file) is not { } key || key is System.Collections.ICollection) throw line.Fault(_file, "has no key");
            var text = line.Text[(end + 1)..].Trim();
            var value = text.Length > 0 ? YamlValue.Read(text, line, _file) : Below(indent, depth, allowsItems: true);
            if (!map.TryAdd(key as string ?? line.Text[..end].Trim(), value)) throw line.Fault(_file, "gives a key that was given before");
        }
        return map;
    }

    private List<object?> List(int indent, int depth)
    {
        var list = new List<object?>();
        for (; _at < _lines.Count && _lines[_at].Indent == indent && _lines[_at].IsItem;)
        {
            var content = _lines[_at].ItemContent();
            if (content.Text.Length == 0)
            {
                _at++;
                list.Add(Below(indent, depth, allowsItems: false));
            }
            else
            {
                // The item's own first line stands where its dash did.
                _lines[_at] = content;
                list.Add(Block(content.Indent, depth + 1));
            }
        }
        return list;
    }

    /// <summary>What is indented below a key or dash; null where nothing is. A key's list may stand as far left as the key.</summary>
    private object? Below(int indent, int depth, bool allowsItems)
    {
        if (_at == _lines.Count) return null;
        var next = _lines[_at];
        return next.Indent > indent || (allowsItems && next.Indent == indent && next.IsItem) ? Block(next.Indent, depth + 1) : null;
    }
}
