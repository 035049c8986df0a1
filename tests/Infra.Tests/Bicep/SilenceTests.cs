using Speech.Infra.Tests.Support;

namespace Speech.Infra.Tests.Bicep;

/// <summary>The tool ends well even when types do not fit: only its silence says that all is well.</summary>
public sealed class SilenceTests
{
    public static TheoryData<string[]> Commands() =>
    [
        new TheoryDataRow<string[]>(["build", "main.bicep", "--stdout"]),
        new TheoryDataRow<string[]>(["lint", "main.bicep"]),
        new TheoryDataRow<string[]>(["lint", "main.bicepparam"]),
        new TheoryDataRow<string[]>(["build-params", "main.bicepparam", "--stdout"]),
        new TheoryDataRow<string[]>(["snapshot", "main.bicepparam", "--mode", "validate"]),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_tool_has_nothing_to_say(string[] arguments)
    {
        var said = await BicepTool.RunAsync(Repository.PathOf("infra"), null, TestContext.Current.CancellationToken, arguments);

        Assert.Equal("", said.Errors);
        Assert.Equal(0, said.ExitCode);
    }

    /// <summary>The other tests mean nothing if the tool would be silent about anything.</summary>
    [Fact]
    public async Task The_tool_does_complain_of_a_wrong_type()
    {
        var folder = Directory.CreateTempSubdirectory("speech-bicep-");
        try
        {
            File.Copy(Repository.PathOf("infra", "bicepconfig.json"), Path.Combine(folder.FullName, "bicepconfig.json"));
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "wrong.bicep"), "param unused string\n", TestContext.Current.CancellationToken);

            var said = await BicepTool.RunAsync(folder.FullName, null, TestContext.Current.CancellationToken, "lint", "wrong.bicep");

            Assert.Contains("no-unused-params", said.Errors, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
