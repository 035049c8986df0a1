using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Speech.Functions.Hosting;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.TestSupport;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.Hosting;

public sealed class ProgramTests
{
    [Fact]
    public async Task With_invalid_settings_the_process_reports_all_of_them_and_exits()
    {
        var (exitCode, output, faults) = await RunAsync([], ("MAX_BODY_MB", "no"), ("THREADS", "-1"));

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains("THREADS must be", faults, StringComparison.Ordinal);
        Assert.Contains("MAX_BODY_MB must be", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_address_in_use_the_process_says_so_and_exits()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        var (exitCode, _, faults) = await RunAsync(["--urls", address]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"{address}: address already in use. Another one: --urls", faults, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_settings_it_prints_a_command_that_transcribes_the_sample()
    {
        if (!File.Exists("/bin/bash")) Assert.Skip("there is no bash to paste into");
        var start = new ProcessStartInfo("dotnet", [typeof(StartupMessage).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment.Remove("ASR_MODEL");
        (start.Environment["ASPNETCORE_ENVIRONMENT"], start.Environment["ASPNETCORE_URLS"]) = ("Development", "http://127.0.0.1:0");
        using var home = new TempFolder();
        (start.Environment["HOME"], start.Environment["XDG_CACHE_HOME"]) = (home.Path, home.Path);
        using var process = Process.Start(start)!;
        try
        {
            string? line;
            do line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line?.Contains("curl", StringComparison.Ordinal) == false);
            Assert.NotNull(line);

            using var bash = Process.Start(
                new ProcessStartInfo("/bin/bash", ["-c", $"type curl >/dev/null || exit 77; {line}"]) { RedirectStandardOutput = true })!;
            var answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

            if (bash.ExitCode == 77) Assert.Skip("there is no curl");
            AssertIsDialogueWithSpeakers(JsonElement.Parse(answer));
            // ONNX Runtime would collect usage data there, and send it.
            Assert.DoesNotContain(
                Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories),
                file => file.Contains("onnxruntime", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Runs the program until it exits by itself.</summary>
    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StartupMessage).Assembly.Location, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("ASR_MODEL");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, errors);
    }

    private static void AssertIsDialogueWithSpeakers(JsonElement answer)
    {
        var speakers = BuiltInSample.TurnsOf(answer.GetProperty("speakers"));
        Assert.InRange(SpeakerWordError.Score(new BuiltInSample("dialogue").Turns, speakers).Rate, 0, 0.05);
        Assert.Equal(2, speakers.Select(turn => turn.Speaker).Distinct().Count());
        Assert.Equal(answer.GetProperty("text").GetString(), string.Concat(
            answer.GetProperty("speakers").EnumerateArray().Select(turn => turn.GetProperty("text").GetString())));
    }
}
