using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Speech.Infra.Tests.Deployment;

/// <summary>Identities and roles; no keys anywhere.</summary>
public sealed partial class AccessTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public void The_identity_has_only_the_roles_that_it_needs()
        => Assert.Equal(
            [
                ("AcrPull", "Microsoft.ContainerRegistry/registries"),
                ("Key Vault Secrets User", "Microsoft.KeyVault/vaults"),
                ("Monitoring Metrics Publisher", "Microsoft.Insights/components"),
                ("Storage Blob Data Owner", "Microsoft.Storage/storageAccounts"),
                ("Storage Queue Data Contributor", "Microsoft.Storage/storageAccounts"),
                ("Storage Table Data Contributor", "Microsoft.Storage/storageAccounts"),
            ],
            Roles(Snapshot).Order());

    [Fact]
    public void Storage_accounts_allow_neither_keys_nor_anonymous_access()
    {
        var accounts = Snapshot.Of("Microsoft.Storage/storageAccounts");
        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, account =>
        {
            Assert.False((bool?)account["properties"]!["allowSharedKeyAccess"]);
            Assert.False((bool?)account["properties"]!["allowBlobPublicAccess"]);
            Assert.Equal("TLS1_2", (string?)account["properties"]!["minimumTlsVersion"]);
        });
    }

    [Fact]
    public void The_model_share_is_reachable_only_from_its_network()
    {
        var account = Assert.Single(Snapshot.Of("Microsoft.Storage/storageAccounts"), account => (string?)account["kind"] == "FileStorage");
        Assert.Equal("Deny", (string?)account["properties"]!["networkAcls"]!["defaultAction"]);
    }

    [Fact]
    public void No_other_resource_allows_keys()
    {
        Assert.False((bool?)Snapshot.One("Microsoft.ContainerRegistry/registries")["properties"]!["adminUserEnabled"]);
        Assert.True((bool?)Snapshot.One("Microsoft.KeyVault/vaults")["properties"]!["enableRbacAuthorization"]);
        Assert.True((bool?)Snapshot.One("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"]);
        Assert.DoesNotContain(
            "listKeys", string.Concat(Snapshot.All.Select(resource => resource.ToJsonString())), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_host_accesses_storage_by_identity()
    {
        Assert.Equal("managedidentity", Snapshot.Environment["AzureWebJobsStorage__credential"]);
        Assert.Contains("AzureWebJobsStorage__accountName", Snapshot.Environment);
        Assert.Contains("AzureWebJobsStorage__clientId", Snapshot.Environment);
        Assert.DoesNotContain("AzureWebJobsStorage", Snapshot.Environment);
    }

    [Fact]
    public void The_image_is_pulled_with_the_identity_of_the_app()
    {
        Assert.Equal("UserAssigned", (string?)Snapshot.App["identity"]!["type"]);
        var registry = Assert.Single(Snapshot.App["properties"]!["configuration"]!["registries"]!.AsArray())!;
        Assert.Contains("'identity-{0}'", (string?)registry["identity"], StringComparison.Ordinal);
        Assert.Null(registry["username"]);
        Assert.Null(registry["passwordSecretRef"]);
    }

    [Theory]
    [InlineData("HF_TOKEN", "hf-token")]
    [InlineData("API_TOKEN", "api-token")]
    public void Tokens_are_read_from_the_vault_by_identity(string variable, string name)
    {
        var entry = Assert.Single(Snapshot.Container["env"]!.AsArray(), entry => (string?)entry!["name"] == variable)!;
        Assert.Equal(name, (string?)entry["secretRef"]);
        var secret = Assert.Single(
            Snapshot.App["properties"]!["configuration"]!["secrets"]!.AsArray(), secret => (string?)secret!["name"] == name)!;
        Assert.Null(secret["value"]);
        Assert.NotNull((string?)secret["keyVaultUrl"]);
        Assert.Contains("'identity-{0}'", (string?)secret["identity"], StringComparison.Ordinal);
        Assert.Single(Snapshot.Of("Microsoft.KeyVault/vaults/secrets"), kept
            => ((string)kept["name"]!).EndsWith($"'{name}')]", StringComparison.Ordinal));
    }

    /// <summary>Each role with the resource type of its scope.</summary>
    internal static IEnumerable<(string Role, string Scope)> Roles(Snapshot snapshot)
        => snapshot.Of("Microsoft.Authorization/roleAssignments").Select(assignment =>
        (Names[Guid().Match((string)assignment["properties"]!["roleDefinitionId"]!).Value], ScopeOf(assignment)));

    /// <summary>The id of an assignment begins with the id of its scope.</summary>
    private static string ScopeOf(JsonNode assignment) => ResourceType().Match((string)assignment["id"]!).Groups[1].Value;

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Guid();

    [GeneratedRegex("'(Microsoft\\.[A-Za-z]+/[A-Za-z/]+)'")]
    private static partial Regex ResourceType();
}
