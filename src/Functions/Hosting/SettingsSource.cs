using System.Collections.Frozen;
using Microsoft.Extensions.Configuration.Memory;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>Completes the configuration of a host, which has the environment and the command line, with
/// <c>local.settings.json</c> and the built-in models.</summary>
internal static class SettingsSource
{
    private const string LocalSettings = "local.settings.json";
    private const string AsrModel = "ASR_MODEL";

    // Development only: in a deployment, a model that was not configured would be a silent fallback.
    private static readonly FrozenDictionary<string, string> DevelopmentModels = new Dictionary<string, string>
    {
        [AsrModel] = "demo",
        ["ASSISTANT_MODEL"] = "demo-assistant",
        ["DIARIZATION_MODEL"] = "demo-diarization",
    }.ToFrozenDictionary();

    /// <param name="configuration">The configuration of the host.</param>
    /// <param name="isDevelopment">Whether the built-in models are used when no model is configured: <c>dotnet run</c>, not a
    /// deployment.</param>
    public static void AddSettings(this ConfigurationManager configuration, bool isDevelopment)
    {
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ReadLocalSettings(configuration) });
        // An assistant fits one model only: a configured model gets no default assistant.
        if (isDevelopment && IsUnset(AsrModel))
            configuration.AddInMemoryCollection([.. DevelopmentModels
                .Where(model => IsUnset(model.Key)).Select(model => KeyValuePair.Create(model.Key, (string?)model.Value))]);

        bool IsUnset(string name) => string.IsNullOrWhiteSpace(configuration[name]);
    }

    /// <summary>Reads the <c>Values</c> of the file, which the functions host itself turns into environment variables. The environment
    /// provider turns two underscores into a level of the configuration; in a file they remain part of the name.</summary>
    private static List<KeyValuePair<string, string?>> ReadLocalSettings(ConfigurationManager configuration)
        => [.. new ConfigurationBuilder()
            .SetFileProvider(configuration.GetFileProvider()).AddJsonFile(LocalSettings, optional: true).Build()
            .GetSection("Values").GetChildren()
            .Select(value => KeyValuePair.Create(SettingNames.ToKey(value.Key), value.Value))];
}
