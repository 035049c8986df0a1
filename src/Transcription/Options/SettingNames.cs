using Microsoft.Extensions.Configuration;

namespace Speech.Transcription.Options;

/// <summary>Finds settings in a configuration by their names as environment variables.</summary>
public static class SettingNames
{
    /// <summary>The key of a setting: the provider of environment variables turns two underscores into a level of the
    /// configuration.</summary>
    /// <param name="name">The name of the setting.</param>
    public static string ToKey(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace("__", ":", StringComparison.Ordinal);
    }

    /// <summary>The text of a setting, trimmed; null where it is unset or blank.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The name of the setting.</param>
    public static string? FindSetting(this IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[ToKey(name)]?.Trim() is { Length: > 0 } text ? text : null;
    }
}
