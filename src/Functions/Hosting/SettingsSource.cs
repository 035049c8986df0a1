using Speech.Transcription.Settings;

namespace Speech.Functions.Hosting;

/// <summary>Where settings come from: the environment and the command line, then the <c>Values</c> of <c>local.settings.json</c>,
/// which the functions host turns into environment variables by itself.</summary>
internal static class SettingsSource
{
    /// <exception cref="SettingsException">At least one setting is missing or wrong.</exception>
    public static EndpointSettings Read(ConfigurationManager configuration)
    {
        configuration.AddJsonFile("local.settings.json", optional: true);
        return EndpointSettings.Read(name => configuration[KeyOf(name)] ?? configuration["Values:" + name]);
    }

    /// <summary>The environment's two underscores are levels to the configuration; in a file they are letters.</summary>
    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
