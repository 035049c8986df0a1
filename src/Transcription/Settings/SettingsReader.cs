using System.Globalization;

namespace Speech.Transcription.Settings;

/// <summary>Turns named texts into typed values and collects what is wrong with them, so that all faults are told at once.</summary>
internal sealed class SettingsReader(Func<string, string?> get)
{
    private readonly List<string> _faults = [];

    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new SettingsException(_faults);
    }

    public void Fault(string sentence) => _faults.Add(sentence);

    /// <summary>The trimmed text; null when it is unset or blank, as an empty environment variable is.</summary>
    public string? Text(string name) => get(name)?.Trim() is { Length: > 0 } text ? text : null;

    public Secret? Secret(string name) => Text(name) is { } text ? new Secret(text) : null;

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Fault($"{name} must be a whole number from {min} to {max}, not \"{text}\"");
        return otherwise;
    }

    /// <summary>A number, or null for <c>off</c>.</summary>
    public double? Threshold(string name, double? otherwise, double min, double max)
    {
        if (Text(name) is not { } text) return otherwise;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Fault(string.Create(CultureInfo.InvariantCulture, $"{name} must be off or a number from {min} to {max}, not \"{text}\""));
        return otherwise;
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text) return otherwise;
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        Fault($"{name} must be {string.Join(" or ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}, not \"{text}\"");
        return otherwise;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (Truth.Parse(text) is { } value) return value;
        Fault($"{name} must be true or false, not \"{text}\"");
        return otherwise;
    }
}
