using Speech.Demo;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;

namespace Speech.Functions.Hosting;

/// <summary>Where settings come from: the environment and the command line, then the <c>Values</c> of <c>local.settings.json</c>,
/// which the functions host turns into environment variables by itself.</summary>
internal static class SettingsSource
{
    // Only where the program is tried out: elsewhere a model that nobody asked for would be a silent fallback.
    private static readonly Dictionary<string, string> Development = new() { ["ASR_MODEL"] = "demo", ["ASSISTANT_MODEL"] = "demo-assistant", ["DIARIZATION_MODEL"] = "demo-diarization" };

    /// <param name="configuration">The host's.</param>
    /// <param name="isDevelopment">Whether the demo models stand in when no model is named: <c>dotnet run</c>, not a deployment.</param>
    /// <exception cref="SettingsException">At least one setting is missing or wrong, or names a model that needs the Azure build.</exception>
    public static EndpointSettings Read(ConfigurationManager configuration, bool isDevelopment)
    {
        var settings = ReadAny(configuration, isDevelopment);
        return settings.Models.Ggml is null ? settings
            : throw new SettingsException(["ASR_MODEL names a GGML file, which only the Azure build of this program can run"]);
    }

    /// <summary>As <see cref="Read"/>, for a host whose trigger names its container in the program.</summary>
    /// <param name="configuration">Where the settings are.</param>
    /// <param name="container">What the trigger names.</param>
    /// <exception cref="SettingsException">A setting is missing or wrong, or names another container, which nobody would look into.</exception>
    public static EndpointSettings ReadForTrigger(ConfigurationManager configuration, string container)
    {
        var settings = ReadAny(configuration, isDevelopment: false);
        return settings.Storage.AudioContainer == container ? settings
            : throw new SettingsException([$"AUDIO_CONTAINER must be \"{container}\" in this build, whose trigger names it"]);
    }

    private static EndpointSettings ReadAny(ConfigurationManager configuration, bool isDevelopment)
    {
        configuration.AddJsonFile("local.settings.json", optional: true);
        // An assistant fits one model only: who names the model names the assistant too.
        var standsIn = isDevelopment && string.IsNullOrWhiteSpace(Given("ASR_MODEL"));
        return EndpointSettings.Read(name => Given(name) is { } given && !string.IsNullOrWhiteSpace(given) ? given : standsIn ? Development.GetValueOrDefault(name) : null,
            model => Directory.Exists(model) || DemoModels.FolderOf(model) is not null);

        string? Given(string name) => configuration[KeyOf(name)] ?? configuration["Values:" + name];
    }

    /// <summary>The environment's two underscores are levels to the configuration; in a file they are letters.</summary>
    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
