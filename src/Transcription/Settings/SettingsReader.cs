using System.Globalization;

namespace Speech.Transcription.Settings;

/// <summary>Parses settings and collects the faults, so that all of them are reported at once. A setting with a fault has its
/// default.</summary>
public sealed class SettingsReader(Func<string, string?> get)
{
    private readonly List<string> _faults = [];

    /// <summary>Reports the collected faults.</summary>
    /// <exception cref="SettingsException">There is at least one fault.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new SettingsException(_faults);
    }

    /// <summary>Adds a fault: one sentence that begins with the name of the setting.</summary>
    public void AddFault(string sentence) => _faults.Add(sentence);

    /// <summary>The trimmed text; null when it is unset or blank.</summary>
    public string? Text(string name) => get(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A value that must not be shown; null when it is unset or blank.</summary>
    public Secret? Secret(string name) => Text(name) is { } text ? new Secret(text) : null;

    /// <summary>A whole number within bounds, both inclusive.</summary>
    public int Integer(string name, int defaultValue, int min, int max)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        AddFault($"{name} must be a whole number from {min} to {max}, not \"{text}\"");
        return defaultValue;
    }

    /// <summary>A number, or null for <c>off</c>.</summary>
    public double? Threshold(string name, double? defaultValue, double min, double max)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        AddFault(string.Create(CultureInfo.InvariantCulture, $"{name} must be off or a number from {min} to {max}, not \"{text}\""));
        return defaultValue;
    }

    /// <summary>The name of an enumeration member, in any case.</summary>
    public T Choice<T>(string name, T defaultValue) where T : struct, Enum
    {
        if (Text(name) is not { } text) return defaultValue;
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        AddFault($"{name} must be {string.Join(" or ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}, not \"{text}\"");
        return defaultValue;
    }

    /// <summary>A Boolean.</summary>
    public bool Boolean(string name, bool defaultValue)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (BooleanParser.Parse(text) is { } value) return value;
        AddFault($"{name} must be true or false, not \"{text}\"");
        return defaultValue;
    }
}
