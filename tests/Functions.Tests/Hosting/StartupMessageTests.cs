using System.Diagnostics;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.Hosting;

public sealed class StartupMessageTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://[::]:80", "http://localhost:80")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000")]
    public void It_prints_an_address_that_a_client_can_connect_to(string listening, string expected)
        => Assert.Contains($"Listening on {expected} with any/model", Text([listening]), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "/predict'")]
    [InlineData("any/pipeline", "/predict?num_speakers=2'")]
    public void Its_command_requests_speakers_when_there_is_a_diarization_model(string? diarization, string expected)
        => Assert.Contains(
            expected, Text(["http://localhost:5000"], diarization), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, " -H \"Authorization: Bearer $API_TOKEN\"", "Try it in a shell with API_TOKEN set there, too, or ")]
    [InlineData(true, " -H \"Authorization: Bearer $env:API_TOKEN\"", "Try it in PowerShell with API_TOKEN set there, too, or ")]
    public void Its_command_takes_the_token_from_the_shell(bool forWindows, string header, string hint)
    {
        var text = Text(["http://localhost:5000"], token: new Secret("the-token"), forWindows: forWindows);
        Assert.Contains(header, text, StringComparison.Ordinal);
        Assert.Contains(hint, text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "  curl -sS 'http://localhost:5000/predict' -H 'Content-Type: audio/wav' --data-binary '@")]
    [InlineData(true, "  curl.exe -sS \"http://localhost:5000/predict\" -H \"Content-Type: audio/wav\" --data-binary \"@")]
    public void Its_command_needs_no_token_where_there_is_none(bool forWindows, string expected)
    {
        var text = Text(["http://localhost:5000"], forWindows: forWindows);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("API_TOKEN", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_command_works_as_printed(bool hasToken)
    {
        if (!File.Exists("/bin/bash")) Assert.Skip("there is no bash to paste into");
        await using var endpoint = await Endpoint.StartAsync(settings: hasToken ? [("API_TOKEN", "the-token")] : []);
        var text = Text([endpoint.Client.BaseAddress!.ToString()], token: hasToken ? new Secret("the-token") : null);
        Assert.DoesNotContain("the-token", text, StringComparison.Ordinal);
        var line = text.Split('\n').Single(candidate => candidate.Contains("curl", StringComparison.Ordinal)).Trim();

        var start = new ProcessStartInfo("/bin/bash", [
            "-c", $"type curl >/dev/null || exit 77; {line}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["API_TOKEN"] = "the-token";
        using var bash = Process.Start(start)!;
        var answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        if (bash.ExitCode == 77) Assert.Skip("there is no curl");
        Assert.Contains("\"text\":", answer, StringComparison.Ordinal);
    }

    private static string Text(string[] addresses, string? diarization = null, Secret? token = null, bool forWindows = false)
    {
        using var text = new StringWriter();
        StartupMessage.Write(
            text, addresses, new ModelOptions { AsrModel = "any/model", DiarizationModel = diarization },
            new ApiTokenOptions { Token = token }, forWindows);
        return text.ToString();
    }
}
