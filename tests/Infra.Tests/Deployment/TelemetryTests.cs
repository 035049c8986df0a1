namespace Speech.Infra.Tests.Deployment;

public sealed class TelemetryTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;

    [Fact]
    public void Telemetry_goes_to_a_workspace_by_identity()
    {
        Snapshot.One("Microsoft.OperationalInsights/workspaces");
        Assert.Contains("Microsoft.OperationalInsights/workspaces", (string?)Snapshot.One(
            "Microsoft.Insights/components")["properties"]!["WorkspaceResourceId"], StringComparison.Ordinal);
        Assert.Contains("APPLICATIONINSIGHTS_CONNECTION_STRING", Snapshot.Environment);
        Assert.Contains("Authorization=AAD", Snapshot.Environment["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.App/managedEnvironments")]
    [InlineData("Microsoft.ContainerRegistry/registries")]
    [InlineData("Microsoft.KeyVault/vaults")]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices")]
    public void Its_diagnostic_logs_are_collected(string type)
        => Assert.Single(Snapshot.Of("Microsoft.Insights/diagnosticSettings"), setting
            => ((string)setting["id"]!).Contains($"'{type}',", StringComparison.Ordinal));

    [Fact]
    public void The_environment_logs_without_the_key_of_the_workspace()
        => Assert.Equal("azure-monitor", (string?)Snapshot.One(
            "Microsoft.App/managedEnvironments")["properties"]!["appLogsConfiguration"]!["destination"]);
}
