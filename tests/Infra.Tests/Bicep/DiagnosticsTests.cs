using Speech.Infra.Tests.Support;

namespace Speech.Infra.Tests.Bicep;

/// <summary>The tool exits with 0 even after type warnings, so only an empty error stream means success.</summary>
public sealed class DiagnosticsTests
{
    // Building reports what linting reports; linting the parameters builds them.
    public static TheoryData<string[]> Commands() =>
    [
        new TheoryDataRow<string[]>(["build", "main.bicep", "--stdout"]),
        new TheoryDataRow<string[]>(["lint", "main.bicepparam"]),
        new TheoryDataRow<string[]>(["snapshot", "main.bicepparam", "--mode", "validate"]),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_tool_reports_no_warning(string[] arguments)
    {
        var result = await BicepTool.RunAsync(Repository.PathOf("infra"), null, TestContext.Current.CancellationToken, arguments);

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
            File.Copy(Repository.PathOf("infra", "bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
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
