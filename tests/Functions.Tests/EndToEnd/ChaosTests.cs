using System.Diagnostics;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>The short form of tests/Chaos, scenarios that no other test has.</summary>
public sealed class ChaosTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("mutations")]
    [InlineData("storage")]
    [InlineData("hub")]
    public async Task The_host_survives(string scenario)
    {
        // The output of the same configuration as that of the tests.
        var output = Path.GetRelativePath(RepositoryFolder.PathOf("tests", "Functions.Tests"), AppContext.BaseDirectory);
        var program = Path.Combine(RepositoryFolder.PathOf("tests", "Chaos"), output, "Speech.Chaos.dll");
        var start = new ProcessStartInfo("dotnet", [program, "short", scenario]) { RedirectStandardOutput = true };
        using var chaos = Process.Start(start)!;
        try
        {
            log.WriteLine(await chaos.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
            await chaos.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, chaos.ExitCode);
        }
        finally
        {
            if (!chaos.HasExited) chaos.Kill(entireProcessTree: true);
        }
    }
}
