using System.Text.Json.Nodes;

namespace Speech.Infra.Tests.Deployment;

/// <summary>Replicas come and go with requests and with audio that is not done.</summary>
public sealed class ScaleTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;

    private static readonly JsonNode Scale = Snapshot.App["properties"]!["template"]!["scale"]!;

    /// <summary>The rules of an app of the kind <c>functionapp</c> follow from its triggers, and it must not have rules of its
    /// own.</summary>
    [Fact]
    public void It_scales_from_zero_to_a_maximum_by_rules_of_its_own()
    {
        Assert.Null(Snapshot.App["kind"]);
        Assert.Equal(0, (int?)Scale["minReplicas"]);
        Assert.InRange((int)Scale["maxReplicas"]!, 1, 10);
        Assert.Equal(2, Scale["rules"]!.AsArray().Count);
    }

    [Fact]
    public void Another_replica_comes_before_one_refuses_requests()
        => Assert.Equal(
            Snapshot.Environment["MAX_CONCURRENT_REQUESTS"], (string?)Rule("requests")["http"]!["metadata"]!["concurrentRequests"]);

    /// <summary>Uploads and the audio of jobs; without <c>recursive</c> the scaler ignores those in folders.</summary>
    [Fact]
    public void There_is_a_replica_while_there_is_audio()
    {
        var rule = Rule("audio")["custom"]!;
        var metadata = rule["metadata"]!;

        Assert.Equal("azure-blob", (string?)rule["type"]);
        Assert.Equal(Snapshot.Environment["AUDIO_CONTAINER"], (string?)metadata["blobContainerName"]);
        Assert.Equal("true", (string?)metadata["recursive"]);
        Assert.Equal(Snapshot.Environment["MAX_CONCURRENT_JOBS"], (string?)metadata["blobCount"]);
    }

    /// <summary>The scaler counts what is in the container, so a replica would never go otherwise.</summary>
    [Fact]
    public void The_program_empties_the_container_that_is_counted()
    {
        Assert.Equal("true", Snapshot.Environment["INBOX"]);
        Assert.Equal("move", Snapshot.Environment["PROCESSED_AUDIO"]);
        Assert.NotEqual(Snapshot.Environment["AUDIO_CONTAINER"], Snapshot.Environment["PROCESSED_CONTAINER"]);
    }

    /// <summary>The identity has a role on the account that lets it list blobs; see <see cref="AccessTests"/>.</summary>
    [Fact]
    public void The_scaler_reads_the_account_of_the_program_with_its_identity()
    {
        var rule = Rule("audio")["custom"]!;

        Assert.Equal(Snapshot.Environment["AzureWebJobsStorage__accountName"], (string?)rule["metadata"]!["accountName"]);
        Assert.Equal((string?)Snapshot.App["properties"]!["configuration"]!["registries"]![0]!["identity"], (string?)rule["identity"]);
        Assert.Null(rule["auth"]);
    }

    private static JsonNode Rule(string name) => Assert.Single(Scale["rules"]!.AsArray(), rule => (string?)rule!["name"] == name)!;
}
