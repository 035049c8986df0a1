using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Speech.Storage.Blobs;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Deployment;

/// <summary>Alerts exist only with an address to mail, and search for what the program writes.</summary>
public sealed partial class AlertTests(DeploymentWithAlerts deployment) : IClassFixture<DeploymentWithAlerts>
{
    private const string Rules = "Microsoft.Insights/scheduledQueryRules", Group = "Microsoft.Insights/actionGroups";

    [Fact]
    public void Without_an_address_there_are_none() => Assert.DoesNotContain(Snapshot.Committed.All, resource
        => (string?)resource["type"] is Rules or Group);

    [Fact]
    public void With_an_address_each_rule_mails_it()
    {
        var group = deployment.Snapshot.One(Group);
        var receiver = Assert.Single(group["properties"]!["emailReceivers"]!.AsArray());
        Assert.Equal(DeploymentWithAlerts.Address, (string?)receiver!["emailAddress"]);
        var rules = deployment.Snapshot.Of(Rules);
        Assert.Equal(
            ["blobs-abandoned", "blobs-waiting", "model-failed", "server-errors", "spool-used-up"],
            rules.Select(rule => (string)rule["properties"]!["displayName"]!).Order());
        Assert.All(rules, rule =>
        {
            Assert.Equal((string?)group["id"], (string?)Assert.Single(rule["properties"]!["actions"]!["actionGroups"]!.AsArray()));
            Assert.Contains("monitoring-", (string?)Assert.Single(rule["properties"]!["scopes"]!.AsArray()), StringComparison.Ordinal);
            Assert.Single(rule["properties"]!["criteria"]!["allOf"]!.AsArray());
        });
    }

    [Fact]
    public void Their_queries_name_what_the_program_writes()
    {
        var program = string.Concat(Directory.GetFiles(RepositoryFolder.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        var outcomes = Enum.GetNames<BlobOutcome>();
        // Of the system, not of the program.
        const string DiskFull = "No space left on device";

        var words = deployment.Snapshot.Of(Rules).SelectMany(rule => Quoted().Matches(QueryOf(rule))).Select(match => match.Groups[1].Value)
            .Distinct().ToList();

        Assert.NotEmpty(words);
        Assert.All(words.Except(outcomes).Except([DiskFull]), word => Assert.Contains(word, program, StringComparison.Ordinal));
        Assert.All(words.Where(word => word.StartsWith("speech.", StringComparison.Ordinal)), metric
            => Assert.Contains($"\"{metric}\"", program, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_limits_names_each()
    {
        var page = RepositoryFolder.Read("src", "Functions", "LIMITS.md");
        Assert.All(deployment.Snapshot.Of(Rules), rule
            => Assert.Contains($"alert `{(string?)rule["properties"]!["displayName"]}`", page, StringComparison.Ordinal));
    }

    private static string QueryOf(JsonNode rule) => (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!;

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}

/// <summary>A deployment whose alerts are mailed.</summary>
public sealed class DeploymentWithAlerts : IAsyncLifetime
{
    public const string Address = "ops@example.org";

    private Snapshot? _snapshot;

    internal Snapshot Snapshot => _snapshot!;

    public async ValueTask InitializeAsync() => _snapshot = await Snapshot.CreateAsync(
        new Dictionary<string, string> { ["ALERT_EMAIL"] = Address }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
