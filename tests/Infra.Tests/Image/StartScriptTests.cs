using System.Diagnostics;
using System.Globalization;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Image;

/// <summary>The script that the image starts, with a stand-in for the functions host: a shell that has a worker of its own.</summary>
public sealed class StartScriptTests
{
    private const string Worker = "trap 'echo worker stops; exit' TERM; echo ready; while :; do sleep 0.05; done";
    private const string Host = $"trap 'echo host stops; exit 3' TERM; sh -c \"{Worker}\" & while :; do sleep 0.05; done";

    /// <summary>SIGTERM, as the platform sends it.</summary>
    [Fact]
    public async Task It_stops_the_worker_before_the_host_and_exits_as_the_host_does()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the image is of Linux");
        using var script = Start(Host);
        Assert.Equal("ready", await script.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using var signal = Process.Start("kill", ["-TERM", script.Id.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(["worker stops", "host stops"], await ReadToEndAsync(script));
        Assert.Equal(3, script.ExitCode);
    }

    [Fact]
    public async Task It_exits_with_a_host_that_fails()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("the image is of Linux");
        using var script = Start("echo failed; exit 5");

        Assert.Equal(["failed"], await ReadToEndAsync(script));
        Assert.Equal(5, script.ExitCode);
    }

    private static Process Start(string host) => Process.Start(
        new ProcessStartInfo("sh", [RepositoryFolder.PathOf("infra", "start.sh"), "sh", "-c", host]) { RedirectStandardOutput = true })!;

    private static async Task<string[]> ReadToEndAsync(Process script)
    {
        try
        {
            var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await script.WaitForExitAsync(TestContext.Current.CancellationToken);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!script.HasExited) script.Kill(entireProcessTree: true);
        }
    }
}
