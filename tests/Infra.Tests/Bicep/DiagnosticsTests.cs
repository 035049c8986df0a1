using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Bicep;

/// <summary>The tool exits with 0 even after type warnings, so only an empty error stream means success.</summary>
public sealed class DiagnosticsTests
{
    /// <summary>The snapshot is up to date. Validating it builds the parameters and the deployment, and lints
    /// them.</summary>
    [Fact]
    public async Task The_tool_reports_no_warning()
    {
        var result = await BicepTool.RunAsync(
            RepositoryFolder.PathOf("infra"), null, TestContext.Current.CancellationToken,
            "snapshot", "main.bicepparam", "--mode", "validate");

        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
    }

    /// <summary>Proves that the tool does report warnings.</summary>
    [Fact]
    public async Task The_tool_reports_an_unused_parameter()
    {
        var folder = Directory.CreateTempSubdirectory("speech-bicep-");
        try
        {
            File.Copy(RepositoryFolder.PathOf("infra", "bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "unused.bicep"), "param unused string\n", TestContext.Current.CancellationToken);

            var result = await BicepTool.RunAsync(folder.FullName, null, TestContext.Current.CancellationToken, "lint", "unused.bicep");

            Assert.Contains("no-unused-params", result.Errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
