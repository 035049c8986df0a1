using System.Text.Json;

namespace Speech.Transcription.Parameters;

/// <summary>Typed access to a bag; a value that does not fit leaves the default and adds a fault.</summary>
internal sealed class ParameterFields(ParameterBag bag)
{
    private readonly List<string> _faults = [];

    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new ParameterException(_faults);
    }

    public void Fault(string clause) => _faults.Add(clause);

    public int? WholeNumber(string name, int min, int max = int.MaxValue)
        => Find<int>(name, value => Lenient.WholeNumber(value) is { } number && number >= min && number <= max ? number : null, "a whole number " + Range(min, max));

    public double? Number(string name, double min, double max)
        => Find<double>(name, value => Lenient.Number(value) is { } number && number >= min && number <= max ? number : null, $"a number from {min} to {max}");

    public bool? Flag(string name) => Find(name, Lenient.Flag, "true or false");

    /// <param name="name">The parameter.</param>
    /// <param name="convert">Null where the value does not fit.</param>
    /// <param name="expected">What would fit, to follow "must be".</param>
    public T? Find<T>(string name, Func<JsonElement, T?> convert, string expected) where T : struct
    {
        if (bag.Find(name) is not { } value) return null;
        var converted = convert(value);
        if (converted is null) Refuse(name, expected, value);
        return converted;
    }

    /// <inheritdoc cref="Find{T}(string, Func{JsonElement, T?}, string)"/>
    public string? FindText(string name, Func<string, string?> convert, string expected)
    {
        if (bag.Find(name) is not { } value) return null;
        var converted = Lenient.Text(value) is { } text ? convert(text) : null;
        if (converted is null) Refuse(name, expected, value);
        return converted;
    }

    private void Refuse(string name, string expected, JsonElement value) => Fault($"{name} must be {expected}, not {Lenient.Show(value)}");

    private static string Range(int min, int max) => max == int.MaxValue ? $"of at least {min}" : $"from {min} to {max}";
}
