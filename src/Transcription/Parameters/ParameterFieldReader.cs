using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Typed access to raw parameters; an invalid value adds a fault and reads as null.</summary>
internal sealed class ParameterFieldReader(RawParameters parameters)
{
    private readonly List<string> _faults = [];

    /// <exception cref="ParameterException">There are faults; it lists all of them.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new ParameterException(_faults);
    }

    public void AddFault(string clause) => _faults.Add(clause);

    public int? Integer(string name, int min, int max = int.MaxValue)
        => Read<int>(
            name,
            value => JsonCoercion.ToInteger(value) is { } number && number >= min && number <= max ? number : null,
            max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}");

    public double? Number(string name, double min, double max)
        => Read<double>(
            name,
            value => JsonCoercion.ToNumber(value) is { } number && number >= min && number <= max ? number : null,
            $"a number from {min} to {max}");

    public T? Choice<T>(string name, Choice<T> choice) where T : struct, Enum => Read(name, choice.Parse, choice.Expected);

    public bool? Boolean(string name) => Read(name, JsonCoercion.ToBoolean, "true or false");

    /// <param name="name">The parameter.</param>
    /// <param name="convert">Returns null for an invalid value.</param>
    /// <param name="expected">A valid value in words, to follow "must be".</param>
    public T? Read<T>(string name, Func<JsonElement, T?> convert, string expected) where T : struct
    {
        if (parameters.Find(name) is not { } value) return null;
        var converted = convert(value);
        if (converted is null) AddFault(name, expected, value);
        return converted;
    }

    /// <inheritdoc cref="Read{T}(string, Func{JsonElement, T?}, string)"/>
    public string? Text(string name, Func<string, string?> convert, string expected)
        => Text(name, convert, value => AddFault(name, expected, value));

    /// <summary>Reads a text that may be a secret: a fault does not repeat it.</summary>
    public string? SecretText(string name, Func<string, string?> convert, string expected)
        => Text(name, convert, _ => AddFault($"{name} must be {expected}"));

    private string? Text(string name, Func<string, string?> convert, Action<JsonElement> addFault)
    {
        if (parameters.Find(name) is not { } value) return null;
        var converted = JsonCoercion.ToText(value) is { } text ? convert(text) : null;
        if (converted is null) addFault(value);
        return converted;
    }

    /// <inheritdoc cref="Read{T}(string, Func{JsonElement, T?}, string)"/>
    /// <returns>Empty where it is absent or invalid.</returns>
    public IReadOnlyList<T> List<T>(string name, Func<JsonElement, IReadOnlyList<T>?> convert, string expected)
    {
        if (parameters.Find(name) is not { } value) return [];
        var converted = convert(value);
        if (converted is null) AddFault(name, expected, value);
        return converted is { Count: > 0 } ? converted : [];
    }

    public void AddFault(string name, string expected, JsonElement value)
        => AddFault($"{name} must be {expected}, not {JsonCoercion.ToDisplay(value)}");
}
