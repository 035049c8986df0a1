using System.Globalization;

namespace Speech.Transcription.Settings;

/// <summary>Converts named strings to typed values and collects the faults, so that all of them are reported at once.</summary>
/// <param name="get">The text of a setting by name; null when it is unset.</param>
public sealed class SettingsReader(Func<string, string?> get)
{
    private readonly List<string> _faults = [];

    /// <summary>Reports the collected faults.</summary>
    /// <exception cref="SettingsException">There is at least one fault.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new SettingsException(_faults);
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="message">One sentence that begins with the name of the setting.</param>
    public void Fault(string message) => _faults.Add(message);

    /// <summary>The trimmed text; null when it is unset or blank, like an empty environment variable.</summary>
    public string? Text(string name) => get(name)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A value that must not be shown; null when it is unset or blank.</summary>
    public Secret? Secret(string name) => Text(name) is { } text ? new Secret(text) : null;

    /// <summary>An integer from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public int Number(string name, int defaultValue, int min, int max)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        Fault($"{name} must be a whole number from {min} to {max}, not \"{text}\"");
        return defaultValue;
    }

    /// <summary>A number, or null for <c>off</c>.</summary>
    public double? Threshold(string name, double? defaultValue, double min, double max)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Fault(string.Create(CultureInfo.InvariantCulture, $"{name} must be off or a number from {min} to {max}, not \"{text}\""));
        return defaultValue;
    }

    /// <summary>A value of an enumeration by its name, case-insensitive.</summary>
    public T Choice<T>(string name, T defaultValue) where T : struct, Enum
    {
        if (Text(name) is not { } text) return defaultValue;
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        Fault($"{name} must be {string.Join(" or ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}, not \"{text}\"");
        return defaultValue;
    }

    /// <summary>A Boolean.</summary>
    public bool Flag(string name, bool defaultValue)
    {
        if (Text(name) is not { } text) return defaultValue;
        if (Truth.Parse(text) is { } value) return value;
        Fault($"{name} must be true or false, not \"{text}\"");
        return defaultValue;
    }
}
