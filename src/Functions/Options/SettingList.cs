namespace Speech.Functions.Options;

/// <summary>Settings that are lists.</summary>
internal static class SettingList
{
    /// <summary>The parts between the commas, trimmed, without empty ones.</summary>
    public static string[] Split(string? list)
        => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
