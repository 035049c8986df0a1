using System.Text.Json.Nodes;

namespace Speech.Infra.Tests.Deployment;

/// <summary>Deployments with other parameters.</summary>
public sealed class ParameterTests
{
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
