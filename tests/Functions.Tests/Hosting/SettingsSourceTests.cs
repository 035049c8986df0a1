using Microsoft.Extensions.Configuration;
using Speech.Functions.Hosting;
using Speech.Transcription.Settings;

namespace Speech.Functions.Tests.Hosting;

public sealed class SettingsSourceTests
{
    [Fact]
    public void The_environment_takes_precedence_over_local_settings()
    {
        var folder = Directory.CreateTempSubdirectory("speech-settings-");
        try
        {
            const string json = """{"IsEncrypted":false,"Values":{"ASR_MODEL":"local/model","THREADS":"3"}}""";
            File.WriteAllText(Path.Combine(folder.FullName, "local.settings.json"), json);
            using var configuration = new ConfigurationManager();
            configuration.SetBasePath(folder.FullName);
            configuration.AddInMemoryCollection([new("ASR_MODEL", "environment/model")]);

            var settings = SettingsSource.Read(configuration, isDevelopment: true);

            Assert.Equal("environment/model", settings.Models.AsrModel);
            Assert.Equal(3, settings.Compute.Threads);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Without_a_configured_model_development_uses_the_built_in_ones_and_a_deployment_fails()
    {
        using ConfigurationManager tried = new(), deployed = new(), named = new();
        named.AddInMemoryCollection([new("ASR_MODEL", "any/model")]);

        var (demo, any) = (SettingsSource.Read(tried, isDevelopment: true).Models, SettingsSource.Read(named, isDevelopment: true).Models);
        Assert.Equal(("demo", "demo-assistant", "demo-diarization"), (demo.AsrModel, demo.AssistantModel, demo.DiarizationModel));
        Assert.Equal(("any/model", null, null), (any.AsrModel, any.AssistantModel, any.DiarizationModel));
        Assert.Contains("ASR_MODEL is required", Assert.Throws<SettingsException>(
            () => SettingsSource.Read(deployed, isDevelopment: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_two_underscores_are_read_from_the_environment_and_from_the_file()
    {
        using var configuration = new ConfigurationManager();
        // The environment provider turns the underscores into a colon; a file keeps them.
        configuration.AddInMemoryCollection([new("ASR_MODEL", "a/model"), new("AzureWebJobsStorage:accountName", "speechaccount"), new(
            "Values:AzureWebJobsStorage__clientId", "the-client")]);

        var storage = SettingsSource.Read(configuration, isDevelopment: false).Storage;

        Assert.Equal(("speechaccount", "the-client"), (storage.AccountName, storage.ClientId));
    }

    [Fact]
    public void A_container_without_a_trigger_is_rejected()
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("ASR_MODEL", "a/model"), new("AUDIO_CONTAINER", "elsewhere")]);

        Assert.Equal("elsewhere", SettingsSource.Read(configuration, isDevelopment: false).Storage.AudioContainer);
        Assert.Contains("AUDIO_CONTAINER", Assert.Throws<SettingsException>(
            () => SettingsSource.ReadForTrigger(configuration, "audio")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ggml_file_is_rejected_by_the_build_that_cannot_run_it()
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("ASR_MODEL", "ggerganov/whisper.cpp/ggml-base.bin")]);

        Assert.Contains("GGML", Assert.Throws<SettingsException>(
            () => SettingsSource.Read(configuration, isDevelopment: false)).Message, StringComparison.Ordinal);
        Assert.Equal("ggml-base.bin", SettingsSource.ReadForTrigger(configuration, "audio").Models.Ggml!.File);
    }
}
