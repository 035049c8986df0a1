using System.Diagnostics;
using Speech.Functions.Hosting;

namespace Speech.Functions.Tests.Hosting;

public sealed class ProgramTests
{
    [Fact]
    public async Task With_wrong_settings_the_process_tells_all_faults_and_does_not_start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Greeting).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Remove("ASR_MODEL");
        start.Environment["MAX_BODY_MB"] = "no";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var faults = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Equal("", await output);
        Assert.Contains("ASR_MODEL is required", faults, StringComparison.Ordinal);
        Assert.Contains("MAX_BODY_MB must be", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", faults, StringComparison.Ordinal);
    }
}
