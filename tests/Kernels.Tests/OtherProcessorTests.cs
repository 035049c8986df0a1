using System.Diagnostics;

namespace Speech.Kernels.Tests;

/// <summary>Runs the tests of this assembly in a process in which .NET does not use some instructions of this processor.</summary>
public class OtherProcessorTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVXVNNI")]
    [InlineData("DOTNET_EnableAVX512", "DOTNET_EnableAVXVNNI")]
    public async Task Kernels_are_right_without_instruction_sets(params string[] settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var setting in settings) start.Environment[setting] = "0";
        foreach (var argument in new[] { "--no-ansi", "--progress", "off", "--filter-not-class", typeof(OtherProcessorTests).FullName! })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("Test run summary: Passed!", output, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
