using System.Text.Json.Nodes;

namespace Speech.Infra.Tests.Deployment;

/// <summary>Deployments with other settings, and the second phase, which subscribes the host to storage events.</summary>
public sealed class PhaseTests
{
    [Fact]
    public void The_first_phase_has_no_event_subscription()
        => Assert.DoesNotContain(
            Snapshot.Committed.All, resource => ((string)resource["type"]!).StartsWith("Microsoft.EventGrid/", StringComparison.Ordinal));

    [Fact]
    public async Task The_second_phase_subscribes_the_host_to_new_audio()
    {
        var snapshot = await Snapshot.CreateAsync(
            new Dictionary<string, string> { ["BLOB_EVENTS_KEY"] = "the-key" }, TestContext.Current.CancellationToken);

        Assert.Equal("Microsoft.Storage.StorageAccounts", (string?)snapshot.One(
            "Microsoft.EventGrid/systemTopics")["properties"]!["topicType"]);
        var subscription = snapshot.One("Microsoft.EventGrid/systemTopics/eventSubscriptions")["properties"]!;
        Assert.Equal("WebHook", (string?)subscription["destination"]!["endpointType"]);
        Assert.Contains("/runtime/webhooks/blobs?functionName=Host.Functions.", (
            string?)subscription["destination"]!["properties"]!["endpointUrl"], StringComparison.Ordinal);
        Assert.Equal(["Microsoft.Storage.BlobCreated"], subscription["filter"]!["includedEventTypes"]!.AsArray()
            .Select(type => (string?)type));
        Assert.Equal("/blobServices/default/containers/audio/", (string?)subscription["filter"]!["subjectBeginsWith"]);
        // The key is only in the request to Azure.
        Assert.DoesNotContain("the-key", string.Concat(snapshot.All.Select(resource => resource.ToJsonString())), StringComparison.Ordinal);
        // The only new role allows Event Grid to store undelivered events.
        Assert.Equal(
            [("Storage Blob Data Contributor", "Microsoft.Storage/storageAccounts/blobServices/containers")],
            AccessTests.Roles(snapshot).Except(AccessTests.Roles(Snapshot.Committed)));
    }

    [Fact]
    public async Task Without_an_image_everything_but_the_app_is_deployed()
    {
        var snapshot = await Snapshot.CreateAsync(
            new Dictionary<string, string> { ["AZURE_ENV_NAME"] = "trial" }, TestContext.Current.CancellationToken);

        Assert.Empty(snapshot.Of("Microsoft.App/containerApps"));
        snapshot.One("Microsoft.ContainerRegistry/registries");
        snapshot.One("Microsoft.App/managedEnvironments");
        Assert.Equal("trial", (string?)snapshot.One("Microsoft.Resources/resourceGroups")["tags"]!["azd-env-name"]);
    }

    [Fact]
    public async Task Profile_image_operator_and_model_cache_can_be_changed()
    {
        var snapshot = await Snapshot.CreateAsync(
            new Dictionary<string, string>
            {
                ["AZURE_ENV_NAME"] = "trial",
                ["SERVICE_SPEECH_IMAGE_NAME"] = "registry.example/speech:1",
                ["GPU_PROFILE"] = "Consumption-GPU-NC24-A100",
                ["MODEL_CACHE"] = "Ephemeral",
                ["AZURE_PRINCIPAL_ID"] = "someone",
                ["HF_TOKEN"] = "hf_secret",
                ["API_TOKEN"] = "api_secret",
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("registry.example/speech:1", (string?)snapshot.Container["image"]);
        Assert.Equal("220Gi", (string?)snapshot.Container["resources"]!["memory"]);
        Assert.Equal("EmptyDir", (string?)Assert.Single(snapshot.App["properties"]!["template"]!["volumes"]!.AsArray())!["storageType"]);
        Assert.Empty(snapshot.App["properties"]!["template"]!["initContainers"]!.AsArray());
        Assert.Empty(snapshot.Of("Microsoft.Network/virtualNetworks"));
        Assert.Equal(2, snapshot.Of("Microsoft.Authorization/roleAssignments").Count(IsTheOperators));
        var written = string.Concat(snapshot.All.Select(resource => resource.ToJsonString()));
        Assert.DoesNotContain("hf_secret", written, StringComparison.Ordinal);
        Assert.DoesNotContain("api_secret", written, StringComparison.Ordinal);
    }

    private static bool IsTheOperators(JsonNode assignment) => (string?)assignment["properties"]!["principalId"] == "someone";
}
