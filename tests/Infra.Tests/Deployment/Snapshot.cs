using System.Text.Json.Nodes;
using Speech.Infra.Tests.Bicep;
using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Deployment;

/// <summary>
/// The resources that a deployment would create, as predicted by the Bicep tool. Values that only Azure knows stay expressions in brackets.
/// </summary>
internal sealed class Snapshot
{
    private readonly JsonArray _resources;

    private Snapshot(string json) => _resources = JsonNode.Parse(json)!["predictedResources"]!.AsArray();

    /// <summary>The committed snapshot; <see cref="DiagnosticsTests"/> checks that it is up to date.</summary>
    public static Snapshot Committed { get; } = new(RepositoryFolder.Read("infra", "main.snapshot.json"));

    /// <summary>Creates a snapshot of the parameter file with other environment variables, and with more parameters at its end.</summary>
    public static async Task<Snapshot> CreateAsync(
        IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken, string parameters = "")
    {
        var folder = Directory.CreateTempSubdirectory("speech-infra-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "modules"));
            foreach (var file in Directory.GetFiles(RepositoryFolder.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories)
                .Append(RepositoryFolder.PathOf("infra", "bicepconfig.json")))
                File.Copy(
                    file, Path.Combine(folder.FullName, Path.GetRelativePath(RepositoryFolder.PathOf("infra"), file)), overwrite: true);
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "main.bicepparam"), $"\n{parameters}\n", cancellationToken);
            var result = await BicepTool.RunAsync(
                folder.FullName, environment, cancellationToken, "snapshot", "main.bicepparam", "--mode", "overwrite");
            Assert.Equal("", result.Errors);
            return new(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "main.snapshot.json"), cancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public IEnumerable<JsonNode> All => _resources.Select(resource => resource!);

    public List<JsonNode> Of(string type) => [.. All.Where(resource => (string?)resource["type"] == type)];

    public JsonNode One(string type) => Assert.Single(Of(type));

    public JsonNode App => One("Microsoft.App/containerApps");

    public JsonNode Container => Assert.Single(App["properties"]!["template"]!["containers"]!.AsArray())!;

    /// <summary>The environment variables of the container, each with its value or the name of its secret.</summary>
    public Dictionary<string, string> Environment
        => Container["env"]!.AsArray()
            .ToDictionary(entry => (string)entry!["name"]!, entry => (string)(entry!["value"] ?? entry["secretRef"])!);
}
