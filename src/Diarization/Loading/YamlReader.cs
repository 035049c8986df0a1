using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Speech.Diarization.Loading;

/// <summary>Converts one YAML document to plain data, within limits that make files from untrusted sources harmless.</summary>
/// <remarks>Refused: anchors and aliases (a few lines can expand to gigabytes), tags
/// (which name types), duplicate keys, several documents.</remarks>
internal sealed class YamlReader
{
    private const int MaxDepth = 32, MaxNodes = 10_000;
    private readonly Parser _parser;
    private readonly string _file;
    private int _nodes;

    private YamlReader(Parser parser, string file) => (_parser, _file) = (parser, file);

    /// <summary>Reads a document.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="file">The file's name, for error messages.</param>
    /// <returns>Mappings (<see cref="Dictionary{TKey,TValue}"/> with string keys), lists, strings, <see cref="long"/>,
    /// <see cref="double"/>, <see cref="bool"/> and null by YAML's core schema; null for an empty document.</returns>
    /// <exception cref="DiarizationModelException">The text is malformed, exceeds a limit or contains a refused construct.</exception>
    public static object? Read(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlReader(parser, file).ReadStream();
        }
        catch (YamlException exception)
        {
            throw new DiarizationModelException($"{file}: line {exception.Start.Line} is not valid YAML: {exception.Message}", exception);
        }
        // The scanner throws these for some malformed texts instead of its own exception.
        catch (Exception exception) when (
            exception is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new DiarizationModelException(
                $"{file}: line {parser.Current?.End.Line ?? 1} or a later one is not valid YAML.", exception);
        }
    }

    private object? ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        var value = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<StreamEnd>(out var end) ? value : throw Invalid(end ?? _parser.Current!, "starts a second document");
    }

    private object? ReadNode(int depth)
    {
        var node = _parser.Consume<ParsingEvent>();
        if (++_nodes > MaxNodes) throw Invalid(node, $"exceeds the limit of {MaxNodes} nodes");
        if (depth > MaxDepth) throw Invalid(node, $"is nested deeper than {MaxDepth} levels");
        if (node is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw Invalid(node, "has an anchor or alias, which is not supported");
        if (node is NodeEvent { Tag.IsEmpty: false }) throw Invalid(node, "has a tag, which is not supported");
        return node switch
        {
            MappingStart => ReadMapping(depth),
            SequenceStart => ReadSequence(depth),
            Scalar { Style: ScalarStyle.Plain } scalar => Resolve(scalar.Value),
            Scalar scalar => scalar.Value,
            _ => throw Invalid(node, "has no value"),
        };
    }

    private Dictionary<object, object?> ReadMapping(int depth)
    {
        var mapping = new Dictionary<object, object?>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            // A scalar key is a string whatever it looks like.
            var key = _parser.Accept<Scalar>(out var scalar) ? scalar.Value
                : throw Invalid(_parser.Current!, "has a key that is not a string");
            _ = ReadNode(depth + 1);
            if (!mapping.TryAdd(key, ReadNode(depth + 1))) throw Invalid(scalar, "repeats a key");
        }

        return mapping;
    }

    private List<object?> ReadSequence(int depth)
    {
        var list = new List<object?>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(ReadNode(depth + 1));
        return list;
    }

    private static object? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        ['-' or '+' or '.' or (>= '0' and <= '9'), ..]
            when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };

    private DiarizationModelException Invalid(ParsingEvent node, string fault) => new($"{_file}: line {node.Start.Line} {fault}.");
}
