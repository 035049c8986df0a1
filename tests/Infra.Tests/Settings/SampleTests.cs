using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Speech.Functions.Options;
using Speech.Infra.Tests.Deployment;
using Speech.Infra.Tests.Support;
using Speech.TestSupport;
using Speech.Transcription.Options;

namespace Speech.Infra.Tests.Settings;

public sealed class SampleTests
{
    private static readonly Dictionary<string, string> Sample = JsonNode
        .Parse(RepositoryFolder.Read("local.settings.sample.json"))!["Values"]!.AsObject()
        .ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    private const string TriggerContainer = "audio";

    [Fact]
    public void Every_setting_that_the_program_reads_is_in_the_sample()
        => Assert.Empty(Names.OfTheProgram.Except(Sample.Keys).Except(Names.Aliases).Order());

    [Fact]
    public void The_sample_has_no_unused_setting()
        => Assert.Empty(Sample.Keys.Except(Names.OfTheProgram).Except(Names.OfOthers).Order());

    // SettingsTableTests checks that the sample has the default values.
    [Fact]
    public void The_sample_is_valid_as_it_is() => Assert.Empty(EndpointOptions.FindFaults(Configuration(Sample), TriggerContainer));

    [Fact]
    public void The_container_has_no_unused_setting()
        => Assert.Empty(Snapshot.Committed.Environment.Keys.Except(Names.OfTheProgram).Except(Names.OfOthers).Order());

    [Fact]
    public void The_settings_of_the_container_are_valid()
    {
        // A value that only Azure knows is an expression in brackets; a placeholder is valid wherever no special form is required.
        var settings = Snapshot.Committed.Environment.ToDictionary(
            entry => entry.Key, entry => entry.Value.StartsWith('[') ? "placeholder" : entry.Value);
        settings["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=placeholder";
        Assert.Contains("Authorization=AAD;ClientId=", Snapshot.Committed.Environment["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
            StringComparison.Ordinal);
        settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "Authorization=AAD;ClientId=placeholder";

        var configuration = Configuration(settings);

        Assert.Empty(EndpointOptions.FindFaults(configuration, TriggerContainer));
        var models = SettingsBinder.Bind<ModelOptions>(configuration);
        Assert.Equal("openai/whisper-large-v3", models.AsrModel);
        Assert.True(models.Warmup);
        Assert.NotNull(SettingsBinder.Bind<ApiTokenOptions>(configuration).Token);
        Assert.True(SettingsBinder.Bind<TelemetryOptions>(configuration).UsesIdentity);
    }

    /// <summary>The environment provider turns two underscores into a level of the configuration.</summary>
    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(
            setting => KeyValuePair.Create(SettingNames.ToKey(setting.Key), (string?)setting.Value))).Build();
}
