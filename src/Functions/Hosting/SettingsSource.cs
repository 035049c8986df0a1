using System.Collections.Frozen;
using Speech.Demo;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;

namespace Speech.Functions.Hosting;

/// <summary>Reads the settings from the environment and the command line, then from the <c>Values</c> of <c>local.settings.json</c>,
/// which the functions host itself turns into environment variables.</summary>
internal static class SettingsSource
{
    // Development only: in a deployment, a model that was not configured would be a silent fallback.
    private static readonly FrozenDictionary<string, string> DevelopmentDefaults = new Dictionary<string, string>
    {
        ["ASR_MODEL"] = "demo", ["ASSISTANT_MODEL"] = "demo-assistant", ["DIARIZATION_MODEL"] = "demo-diarization",
    }.ToFrozenDictionary();

    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="isDevelopment">Whether the built-in models are used when no model is configured: <c>dotnet run</c>, not a
    /// deployment.</param>
    /// <exception cref="SettingsException">A setting is missing or invalid, or names a model that needs the Azure build.</exception>
    public static EndpointSettings Read(ConfigurationManager configuration, bool isDevelopment)
    {
        var settings = ReadAny(configuration, isDevelopment);
        return settings.Models.Ggml is null ? settings
            : throw new SettingsException(["ASR_MODEL names a GGML file, which only the Azure build of this program can run"]);
    }

    /// <summary>As <see cref="Read"/>, for a host whose blob trigger has a fixed container.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="container">The container of the trigger.</param>
    /// <exception cref="SettingsException">A setting is missing or invalid, or names another container, which nothing would
    /// process.</exception>
    public static EndpointSettings ReadForTrigger(ConfigurationManager configuration, string container)
    {
        var settings = ReadAny(configuration, isDevelopment: false);
        return settings.Storage.AudioContainer == container ? settings
            : throw new SettingsException([$"AUDIO_CONTAINER must be \"{container}\" in this build: its trigger has this container"]);
    }

    private static EndpointSettings ReadAny(ConfigurationManager configuration, bool isDevelopment)
    {
        configuration.AddJsonFile("local.settings.json", optional: true);
        // An assistant fits one model only: a configured model gets no default assistant.
        var usesDefaults = isDevelopment && string.IsNullOrWhiteSpace(Configured("ASR_MODEL"));
        return EndpointSettings.Read(
            name => Configured(name) is { } value && !string.IsNullOrWhiteSpace(value)
                ? value : usesDefaults ? DevelopmentDefaults.GetValueOrDefault(name) : null,
            model => Directory.Exists(model) || DemoModels.FolderOf(model) is not null);

        string? Configured(string name) => configuration[KeyOf(name)] ?? configuration["Values:" + name];
    }

    /// <summary>The environment provider turns two underscores into a level of the configuration; in a file they remain part of the
    /// name.</summary>
    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
