using Microsoft.Extensions.Configuration.Memory;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>
/// Completes the configuration of a host, which has the environment and the command line, with <c>local.settings.json</c>.
/// </summary>
internal static class SettingsSource
{
    private const string LocalSettings = "local.settings.json";

    /// <summary>
    /// Adds the <c>Values</c> of the file, which the functions host itself turns into environment variables, below all other sources. The
    /// environment provider turns two underscores into a level of the configuration; in a file they remain part of the name.
    /// </summary>
    /// <param name="configuration">The configuration of the host.</param>
    public static void AddLocalSettings(this ConfigurationManager configuration)
    {
        var values = new ConfigurationBuilder()
            .SetFileProvider(configuration.GetFileProvider()).AddJsonFile(LocalSettings, optional: true).Build()
            .GetSection("Values").GetChildren()
            .Select(value => KeyValuePair.Create(SettingNames.ToKey(value.Key), value.Value));
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. values] });
    }
}
