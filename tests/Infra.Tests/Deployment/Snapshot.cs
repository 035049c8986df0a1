using System.Text.Json.Nodes;
using Speech.Infra.Tests.Bicep;
using Speech.Infra.Tests.Support;

namespace Speech.Infra.Tests.Deployment;

/// <summary>What a deployment would make, as the Bicep command line predicts it. What only Azure knows stays an expression in
/// brackets.</summary>
internal sealed class Snapshot
{
    private readonly JsonArray _resources;

    private Snapshot(string json) => _resources = JsonNode.Parse(json)!["predictedResources"]!.AsArray();

    /// <summary>The snapshot that lies beside the parameter file; <see cref="SilenceTests"/> holds that it is still true.</summary>
    public static Snapshot Committed { get; } = new(Repository.Read("infra", "main.snapshot.json"));

    /// <summary>A snapshot of the parameter file under other settings.</summary>
    public static async Task<Snapshot> UnderAsync(IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("speech-infra-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "modules"));
            foreach (var file in Directory.GetFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories)
                .Append(Repository.PathOf("infra", "bicepconfig.json")))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetRelativePath(Repository.PathOf("infra"), file)), overwrite: true);
            var said = await BicepTool.RunAsync(folder.FullName, environment, stop, "snapshot", "main.bicepparam", "--mode", "overwrite");
            Assert.Equal("", said.Errors);
            return new(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "main.snapshot.json"), stop));
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

    /// <summary>The environment variables of the container: the value, or the name of the secret.</summary>
    public Dictionary<string, string> Environment
        => Container["env"]!.AsArray()
            .ToDictionary(entry => (string)entry!["name"]!, entry => (string)(entry!["value"] ?? entry["secretRef"])!);
}
