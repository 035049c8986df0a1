using System.Diagnostics;
using System.Text.Json;
using Speech.Demo;
using Speech.Functions.Hosting;
using Speech.Transcription.Settings;

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

    [Fact]
    public async Task Tried_out_with_no_settings_it_prints_a_line_that_hears_the_sample()
    {
        if (!File.Exists("/bin/bash")) Assert.Skip("there is no bash to paste into");
        var start = new ProcessStartInfo("dotnet", [typeof(Greeting).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment.Remove("ASR_MODEL");
        (start.Environment["ASPNETCORE_ENVIRONMENT"], start.Environment["ASPNETCORE_URLS"]) = ("Development", "http://127.0.0.1:0");
        using var process = Process.Start(start)!;
        try
        {
            string? line;
            do line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line?.Contains("curl", StringComparison.Ordinal) == false);
            Assert.NotNull(line);

            using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", $"type curl >/dev/null || exit 77; {line}"]) { RedirectStandardOutput = true })!;
            var answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

            if (bash.ExitCode == 77) Assert.Skip("there is no curl");
            var said = JsonElement.Parse(File.ReadAllText(Path.ChangeExtension(DemoSamples.English, ".json"))).GetProperty("text").GetString();
            Assert.Equal(said, JsonElement.Parse(answer).GetProperty("text").GetString()!.Trim());
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void The_sample_of_local_settings_holds_every_setting_and_is_valid()
    {
        var asked = new HashSet<string>();
        var values = JsonElement.Parse(File.ReadAllText(Path.Combine(Root(), "local.settings.sample.json"))).GetProperty("Values");

        EndpointSettings.Read(name =>
        {
            asked.Add(name);
            return values.TryGetProperty(name, out var value) ? value.GetString() : null;
        });

        var host = new[] { "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsDisableHomepage" };
        // Other names and other places for the same things, as huggingface_hub and the functions host have them.
        string[] others =
        [
            "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId",
            "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "TRANSFORMERS_OFFLINE", "HOME", "USERPROFILE",
        ];
        Assert.Equal(asked.Except(others).Order(), values.EnumerateObject().Select(member => member.Name).Except(host).Order());
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Functions.sln"))) at = at.Parent!;
        return at.FullName;
    }
}
