using Microsoft.Extensions.Configuration;
using Speech.Functions.Hosting;

namespace Speech.Functions.Tests.Hosting;

public sealed class SettingsSourceTests
{
    [Fact]
    public void The_environment_counts_before_local_settings_and_these_before_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("speech-settings-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "local.settings.json"), """{"IsEncrypted":false,"Values":{"ASR_MODEL":"local/model","THREADS":"3"}}""");
            using var configuration = new ConfigurationManager();
            configuration.SetBasePath(folder.FullName);
            configuration.AddInMemoryCollection([new("ASR_MODEL", "environment/model")]);

            var settings = SettingsSource.Read(configuration);

            Assert.Equal("environment/model", settings.Models.AsrModel);
            Assert.Equal(3, settings.Compute.Threads);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
