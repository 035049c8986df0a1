using System.ComponentModel;
using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Image;

public sealed class DockerfileTests
{
    private static readonly string[] Lines = RepositoryFolder.Read("infra", "Dockerfile").ReplaceLineEndings("\n").Split('\n');

    /// <summary>The command that publishes the program, which has more than one line.</summary>
    private static string Publish
        => Assert.Single(string.Join('\n', Lines).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'), line
            => line.Contains("dotnet publish", StringComparison.Ordinal));

    [Theory]
    [InlineData("dockerfilelint", "bin/dockerfilelint")]
    [InlineData("dockerfile-utils", "bin/dockerfile-utils", "lint")]
    public async Task The_linters_report_nothing(string package, string program, params string[] command)
    {
        var folder = RepositoryFolder.PathOf("tests", "Infra.Tests", "Linters");
        var linter = Path.Combine(folder, "node_modules", package, program);
        if (!File.Exists(linter)) Assert.Skip("the linters are not installed: run \"npm ci\" in tests/Infra.Tests/Linters");
        try
        {
            var result = await Tool.RunAsync(
                "node", [linter, .. command, RepositoryFolder.PathOf("infra", "Dockerfile")], folder, null,
                    TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed");
        }
    }

    /// <summary>Much of the time to the first answer was compilation.</summary>
    [Theory]
    [InlineData("--self-contained true")]
    [InlineData("-p:PublishReadyToRun=true")]
    [InlineData("-p:PublishReadyToRunComposite=true")]
    public void It_compiles_the_program_and_its_framework_ahead(string option)
        => Assert.Contains(option, Publish, StringComparison.Ordinal);

    [Theory]
    [InlineData("-r linux-x64")]
    [InlineData("-p:Gpu=true")]
    [InlineData("-p:WhisperCuda=true")]
    public void It_publishes_the_program_for_a_gpu(string option) => Assert.Contains(option, Publish, StringComparison.Ordinal);

    [Fact]
    public void It_runs_on_the_image_of_the_functions_host()
        => Assert.Equal("FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0", Lines.Last(
            line => line.StartsWith("FROM ", StringComparison.Ordinal)));

    /// <summary>A shell between the container and the host would keep SIGTERM from it.</summary>
    [Fact]
    public void It_starts_the_host_by_the_script_that_stops_it_gracefully()
        => Assert.Equal(
            """CMD ["/bin/sh", "/opt/speech/start.sh", "/azure-functions-host/Microsoft.Azure.WebJobs.Script.WebHost"]""",
            Assert.Single(Lines, line => line.StartsWith("CMD ", StringComparison.Ordinal)));

    [Fact]
    public void It_does_not_run_as_root()
    {
        var last = Lines.Last(line => line.StartsWith("USER ", StringComparison.Ordinal));
        Assert.Equal("USER 1654:1654", last);
        Assert.DoesNotContain(Lines.SkipWhile(line => line != last), line => line.StartsWith("RUN ", StringComparison.Ordinal));
    }

    /// <summary>Registries that build images support only the original Dockerfile syntax.</summary>
    [Fact]
    public void It_uses_only_the_original_syntax()
        => Assert.DoesNotContain(Lines, line => line.StartsWith("# syntax", StringComparison.Ordinal)
            || line.Contains("--mount", StringComparison.Ordinal) || line.Contains("--link", StringComparison.Ordinal)
            || line.Contains("--chmod", StringComparison.Ordinal) || line.Contains("<<", StringComparison.Ordinal));

    [Fact]
    public void Every_copied_file_exists_and_is_sent_to_the_builder()
    {
        var sources = Lines.Where(
            line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).Select(source => source.TrimEnd('/')).ToList();
        var sent = RepositoryFolder.Read("infra", "Dockerfile.dockerignore").ReplaceLineEndings("\n").Split('\n');
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(RepositoryFolder.PathOf(source)), source));
        Assert.All(sources, source => Assert.Contains("!" + source, sent));
    }
}
