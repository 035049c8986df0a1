using System.Globalization;
using Speech.Checkpoints.Pickle;

namespace Speech.Diarization.Checkpoints;

/// <summary>A value somewhere in the settings of a model, whether a pickle or a YAML file holds them. A value that is absent has no parts and no content.</summary>
internal readonly struct PlainTree
{
    private readonly object? _value;
    private readonly string _file;
    private readonly string _path;

    private PlainTree(object? value, string file, string path) => (_value, _file, _path) = (value, file, path);

    /// <summary>The whole of a file.</summary>
    /// <param name="value">Plain data; null where there is no such file.</param>
    /// <param name="file">The file's name, for messages.</param>
    public static PlainTree Of(object? value, string file) => new(value, file, "");

    /// <summary>Whether there is a value, and it is not null.</summary>
    public bool Exists => _value is not null;

    /// <summary>The value under a key; of an object in a pickle, its attribute.</summary>
    public PlainTree this[string key] => new(Find(_value, key), _file, _path.Length == 0 ? key : $"{_path}.{key}");

    /// <summary>A whole number; null where the value is absent.</summary>
    /// <exception cref="DiarizationModelException">The value is another one, or out of range.</exception>
    public int? Integer(int min, int max) => _value switch
    {
        null => null,
        long number when number >= min && number <= max => (int)number,
        _ => throw Fault($"must be a whole number from {min} to {max}"),
    };

    /// <summary>A number; null where the value is absent.</summary>
    /// <exception cref="DiarizationModelException">The value is another one, or out of range.</exception>
    public double? Number(double min, double max) => _value switch
    {
        null => null,
        long number when number >= min && number <= max => number,
        double number when number >= min && number <= max => number,
        _ => throw Fault(string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}")),
    };

    /// <summary>Yes or no; null where the value is absent.</summary>
    /// <exception cref="DiarizationModelException">The value is another one.</exception>
    public bool? Truth() => _value switch { null => null, bool truth => truth, _ => throw Fault("must be true or false") };

    /// <summary>A text, or a number as one; null where the value is absent.</summary>
    /// <exception cref="DiarizationModelException">The value is another one.</exception>
    public string? Text() => _value switch
    {
        null => null,
        string text => text,
        long or double => Convert.ToString(_value, CultureInfo.InvariantCulture),
        _ => throw Fault("must be a text"),
    };

    /// <summary>How many elements a list has; null where the value is absent.</summary>
    /// <exception cref="DiarizationModelException">The value is no list.</exception>
    public int? Count() => _value switch { null => null, IReadOnlyList<object?> list => list.Count, _ => throw Fault("must be a list") };

    /// <summary>A fault of this value.</summary>
    /// <param name="fault">What it must be, or is not.</param>
    public DiarizationModelException Fault(string fault) => new($"{_file}: {_path} {fault}.");

    private static object? Find(object? value, string key) => value switch
    {
        IReadOnlyDictionary<object, object?> map => map.GetValueOrDefault(key),
        PickledObject { Entries: { } entries } when entries.TryGetValue(key, out var entry) => entry,
        PickledObject { State: IReadOnlyDictionary<object, object?> attributes } => attributes.GetValueOrDefault(key),
        _ => null,
    };
}
