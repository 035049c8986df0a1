using System.Text.RegularExpressions;
using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Bicep;

public sealed partial class DescriptionTests
{
    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(RepositoryFolder.PathOf("infra"), "*.bicep", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryFolder.PathOf("infra"), file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_parameter_and_output_has_a_description(string file)
    {
        var blocks = RepositoryFolder.Read("infra", file).Split("\n\n");
        var declarations = blocks.Where(block => Declaration().IsMatch(block));
        var undescribed = declarations.Where(block => !block.Contains("@description('", StringComparison.Ordinal));
        Assert.Empty(undescribed);
    }

    [Fact]
    public void Every_parameter_of_a_deployment_has_a_default()
        => Assert.All(Parameter().Matches(RepositoryFolder.Read("infra", "main.bicep")), parameter
            => Assert.Contains(" = ", parameter.Value, StringComparison.Ordinal));

    [GeneratedRegex("^(param|output) ", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("^param .*$", RegexOptions.Multiline)]
    private static partial Regex Parameter();
}
