using System.Text.Json.Nodes;
using Speech.Infra.Tests.Deployment;
using Speech.Infra.Tests.Support;
using Speech.Functions.Settings;

namespace Speech.Infra.Tests.Settings;

public sealed class SampleTests
{
    private static readonly Dictionary<string, string> s_sample = JsonNode.Parse(Repository.Read("local.settings.sample.json"))!["Values"]!
        .AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    [Fact]
    public void Every_setting_that_the_program_reads_is_in_the_sample()
        => Assert.Empty(Names.OfTheProgram.Except(s_sample.Keys).Except(Names.Aliases).Order());

    [Fact]
    public void The_sample_holds_nothing_that_nobody_reads()
        => Assert.Empty(s_sample.Keys.Except(Names.OfTheProgram).Except(Names.OfOthers).Order());

    [Fact]
    public void The_sample_works_as_it_is_and_holds_the_defaults()
    {
        string[] needed = ["ASR_MODEL", "AzureWebJobsStorage"];
        var bare = EndpointSettings.Read(name => needed.Contains(name) ? s_sample.GetValueOrDefault(name) : null, _ => false);

        var sample = EndpointSettings.Read(s_sample.GetValueOrDefault, _ => false);

        Assert.Equivalent(bare, sample, strict: true);
    }

    [Fact]
    public void The_container_is_told_nothing_that_nobody_reads()
        => Assert.Empty(Snapshot.Committed.Environment.Keys.Except(Names.OfTheProgram).Except(Names.OfOthers).Order());

    [Fact]
    public void The_program_understands_what_the_container_is_told()
    {
        // What only Azure knows is an expression in brackets: any plain word will do in its place, where no other form is asked for.
        var told = Snapshot.Committed.Environment.ToDictionary(entry => entry.Key, entry => entry.Value.StartsWith('[') ? "placeholder" : entry.Value);
        told["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=placeholder";
        Assert.Contains("Authorization=AAD;ClientId=", Snapshot.Committed.Environment["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], StringComparison.Ordinal);
        told["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "Authorization=AAD;ClientId=placeholder";

        var settings = EndpointSettings.Read(told.GetValueOrDefault, _ => false);

        Assert.Equal("openai/whisper-large-v3", settings.Models.AsrModel);
        Assert.True(settings.Models.Warmup);
        Assert.NotNull(settings.ApiToken);
        Assert.True(settings.Telemetry.UsesIdentity);
    }
}
