using System.Globalization;
using System.Text;

namespace Speech.Diarization.Checkpoints;

/// <summary>A value within one line: a scalar, or a list or map in brackets.</summary>
internal sealed class YamlValue
{
    private const int MaxDepth = 16;
    private readonly string _text;
    private readonly YamlLine _line;
    private readonly string _file;
    private int _at;

    private YamlValue(string text, YamlLine line, string file) => (_text, _line, _file) = (text, line, file);

    /// <summary>The value as plain data.</summary>
    /// <param name="text">The text of the value.</param>
    /// <param name="line">Its line, for messages.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <exception cref="DiarizationModelException">It is malformed, or more than this reader reads.</exception>
    public static object? Read(string text, YamlLine line, string file)
    {
        var reader = new YamlValue(text, line, file);
        var value = reader.Next(0, "");
        return reader._at == text.Length ? value : throw line.Fault(file, "goes on after its value");
    }

    private object? Next(int depth, string ends)
    {
        SkipSpaces();
        if (_at == _text.Length) return null;
        if (depth > MaxDepth) throw Fault("is nested too deeply");
        return _text[_at] switch
        {
            '[' => List(depth),
            '{' => Map(depth),
            '"' or '\'' => Quoted(),
            '&' or '*' or '!' or '|' or '>' or '@' or '`' or '%' => throw Fault($"begins with '{_text[_at]}', which is not read here"),
            _ => Plain(ends),
        };
    }

    private List<object?> List(int depth)
    {
        var list = new List<object?>();
        _at++;
        while (!Ends(']'))
        {
            list.Add(Next(depth + 1, ",]"));
            Separate(']');
        }
        return list;
    }

    private Dictionary<object, object?> Map(int depth)
    {
        var map = new Dictionary<object, object?>();
        _at++;
        while (!Ends('}'))
        {
            var key = Next(depth + 1, ":,}") is string text ? text : throw Fault("has a key that is no text");
            if (!Ends(':')) throw Fault("has a key without a value");
            if (!map.TryAdd(key, Next(depth + 1, ",}"))) throw Fault("gives a key twice");
            Separate('}');
        }
        return map;
    }

    private void Separate(char end)
    {
        SkipSpaces();
        if (_at < _text.Length && _text[_at] == end) return;
        if (!Ends(',')) throw Fault("has brackets that do not close");
    }

    /// <summary>Whether a mark comes next; it is taken then.</summary>
    private bool Ends(char mark)
    {
        SkipSpaces();
        if (_at == _text.Length) throw Fault("has brackets that do not close");
        if (_text[_at] != mark) return false;
        _at++;
        SkipSpaces();
        return true;
    }

    private string Quoted()
    {
        var (quote, end) = (_text[_at], YamlLine.ClosingQuote(_text, _at));
        if (end <= _at || _text[end] != quote) throw Fault("has a quote that does not close");
        var inner = _text[(_at + 1)..end];
        _at = end + 1;
        SkipSpaces();
        return quote == '\'' ? inner.Replace("''", "'", StringComparison.Ordinal) : Unescaped(inner);
    }

    private string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
            plain.Append(text[at] != '\\' ? text[at] : ++at == text.Length ? throw Fault("has a quote that does not close") : text[at] switch
            {
                'n' => '\n',
                't' => '\t',
                '\\' or '"' or '/' => text[at],
                _ => throw Fault("has an escape that is not read here"),
            });
        return plain.ToString();
    }

    private object? Plain(string ends)
    {
        var start = _at;
        if (ends.Length == 0) _at = _text.Length;
        while (_at < _text.Length && !ends.Contains(_text[_at], StringComparison.Ordinal)) _at++;
        var text = _text[start.._at].Trim();
        if (ends.Length == 0 && text.Contains(": ", StringComparison.Ordinal)) throw Fault("has two keys");
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
            _ when text[0] is '-' or '+' or '.' or >= '0' and <= '9' && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private DiarizationModelException Fault(string fault) => _line.Fault(_file, fault);
}
