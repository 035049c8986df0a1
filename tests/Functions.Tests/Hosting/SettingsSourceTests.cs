using Microsoft.Extensions.Configuration;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.Storage.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.Hosting;

public sealed class SettingsSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("speech-settings-");

    [Fact]
    public void The_environment_takes_precedence_over_local_settings()
    {
        using var configuration = Read(
            """{"IsEncrypted":false,"Values":{"ASR_MODEL":"local/model","THREADS":"3"}}""", ("ASR_MODEL", "environment/model"));

        Assert.Equal("environment/model", SettingsBinder.Bind<ModelOptions>(configuration).AsrModel);
        Assert.Equal(3, SettingsBinder.Bind<ComputeOptions>(configuration).Threads);
    }

    [Fact]
    public void Without_a_configured_model_the_built_in_ones_are_used()
    {
        using ConfigurationManager none = Read("{}", ("ASR_MODEL", " ")), named = Read("{}", ("ASR_MODEL", "any/model"));
        using var withoutSpeakers = Read("{}", ("DIARIZATION_MODEL", "None"));

        var models = SettingsBinder.Bind<ModelOptions>(none);
        Assert.Equal(("whisper-base", null, "speaker-diarization"), (models.AsrModel, models.AssistantModel, models.DiarizationModel));
        Assert.Empty(EndpointOptions.FindFaults(none));
        Assert.Equal("speaker-diarization", SettingsBinder.Bind<ModelOptions>(named).DiarizationModel);
        Assert.Null(SettingsBinder.Bind<ModelOptions>(withoutSpeakers).DiarizationModel);
        Assert.Empty(EndpointOptions.FindFaults(withoutSpeakers));
    }

    [Fact]
    public void Names_with_two_underscores_are_read_from_the_environment_and_from_the_file()
    {
        // The environment provider turns the underscores into a colon; a file keeps them.
        using var configuration = Read(
            """{"Values":{"AzureWebJobsStorage__clientId":"the-client"}}""", ("AzureWebJobsStorage:accountName", "speechaccount"));

        var storage = SettingsBinder.Bind<StorageOptions>(configuration);

        Assert.Equal(("speechaccount", "the-client"), (storage.AccountName, storage.ClientId));
    }

    [Fact]
    public void A_container_without_a_trigger_is_rejected()
    {
        using var configuration = Read("{}", ("ASR_MODEL", "a/model"), ("AUDIO_CONTAINER", "elsewhere"));

        Assert.Empty(EndpointOptions.FindFaults(configuration));
        Assert.StartsWith(
            "AUDIO_CONTAINER", Assert.Single(EndpointOptions.FindFaults(configuration, "audio")),
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ConfigurationManager Read(string localSettings, params (string Key, string Value)[] environment)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "local.settings.json"), localSettings);
        var configuration = new ConfigurationManager();
        configuration.SetBasePath(_folder.FullName);
        configuration.AddInMemoryCollection(environment.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        configuration.AddLocalSettings();
        return configuration;
    }
}
