using System.Globalization;
using Speech.Checkpoints;
using Speech.Checkpoints.Pickle;

namespace Speech.Diarization.Loading;

/// <summary>A node of a configuration tree, from a pickle or a YAML file. A missing node has no children and no value.</summary>
internal readonly struct ConfigNode
{
    private readonly object? _value;
    private readonly string _file;
    private readonly string _path;

    private ConfigNode(object? value, string file, string path) => (_value, _file, _path) = (value, file, path);

    /// <summary>The root of a file.</summary>
    /// <param name="value">Plain data; null if there is no such file.</param>
    /// <param name="file">The file's name, for error messages.</param>
    public static ConfigNode Root(object? value, string file) => new(value, file, "");

    /// <summary>Whether the node exists and is not null.</summary>
    public bool Exists => _value is not null;

    /// <summary>A child node: the value of a key, or the attribute of a pickled object.</summary>
    /// <param name="key">Its key.</param>
    public ConfigNode this[string key] => new(Find(_value, key), _file, _path.Length == 0 ? key : $"{_path}.{key}");

    /// <summary>Returns an integer; null if the node is missing.</summary>
    /// <exception cref="DiarizationModelException">The value has another type or is out of range.</exception>
    public int? GetInt32(int min, int max) => _value switch
    {
        null => null,
        long number when number >= min && number <= max => (int)number,
        _ => throw Invalid($"must be an integer from {min} to {max}"),
    };

    /// <inheritdoc cref="GetInt32(int, int)"/>
    public int? GetInt32((int Min, int Max) range) => GetInt32(range.Min, range.Max);

    /// <summary>Returns a number; null if the node is missing.</summary>
    /// <exception cref="DiarizationModelException">The value has another type or is out of range.</exception>
    public double? GetDouble(double min, double max) => _value switch
    {
        null => null,
        long number when number >= min && number <= max => number,
        double number when number >= min && number <= max => number,
        _ => throw Invalid(string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}")),
    };

    /// <inheritdoc cref="GetDouble(double, double)"/>
    public double? GetDouble((double Min, double Max) range) => GetDouble(range.Min, range.Max);

    /// <summary>Returns a Boolean; null if the node is missing.</summary>
    /// <exception cref="DiarizationModelException">The value has another type.</exception>
    public bool? GetBoolean() => _value switch { null => null, bool boolean => boolean, _ => throw Invalid("must be true or false") };

    /// <summary>Returns a string, or the text of a number; null if the node is missing.</summary>
    /// <exception cref="DiarizationModelException">The value has another type.</exception>
    public string? GetString() => _value switch
    {
        null => null,
        string text => text,
        long or double => Convert.ToString(_value, CultureInfo.InvariantCulture),
        _ => throw Invalid("must be a string"),
    };

    /// <summary>Returns the number of elements of a list; null if the node is missing.</summary>
    /// <exception cref="DiarizationModelException">The value is not a list.</exception>
    public int? GetCount() => _value switch
    {
        null => null,
        IReadOnlyList<object?> list => list.Count,
        _ => throw Invalid("must be a list"),
    };

    /// <summary>Creates an exception about this node.</summary>
    /// <param name="fault">The fault, such as <c>must be a list</c>.</param>
    public DiarizationModelException Invalid(string fault) => new($"{_file}: {_path} {fault}.");

    private static object? Find(object? value, string key) => value switch
    {
        IReadOnlyDictionary<object, object?> map => map.GetValueOrDefault(key),
        PickledObject { Entries: { } entries } when entries.TryGetValue(key, out var entry) => entry,
        PickledObject { State: IReadOnlyDictionary<object, object?> attributes } => attributes.GetValueOrDefault(key),
        _ => null,
    };
}
