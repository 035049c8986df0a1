namespace Speech.Functions.Options;

/// <summary>Parses the format of connection strings: <c>name=value;name=value</c>.</summary>
internal static class KeyValueText
{
    /// <returns>The values by name, in any case.</returns>
    public static Dictionary<string, string> Parse(string? text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (part.Split('=', 2) is [var name, var value]) parts[name] = value;
        return parts;
    }
}
