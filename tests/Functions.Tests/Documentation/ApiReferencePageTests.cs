using System.Text.RegularExpressions;
using Speech.Functions.Tests.Clients;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Documentation;

/// <summary>The page at <c>/docs</c>, in a real browser that reaches no other host.</summary>
public sealed partial class ApiReferencePageTests
{
    /// <summary>The home page links to it; one browser opens both.</summary>
    [Fact]
    public async Task It_shows_every_operation_without_access_to_other_hosts()
    {
        NodeClient.RequireBrowser();
        await using var endpoint = await Endpoint.StartAsync();
        var home = endpoint.Client.BaseAddress!;
        var pictures = Path.Combine(AppContext.BaseDirectory, "screenshots");

        var (exitCode, output, errors) = await NodeClient.RunAsync(
            "screenshot.mjs",
            $"{new Uri(home, "docs#tag/transcription/post/predict")}", Path.Combine(pictures, "docs.png"),
            "POST /", "POST /predict", "GET /jobs/{id}", "DELETE /jobs/{id}", "GET /health/ready", "GET /health/live", "batch_size",
            "return_timestamps",
            "--", $"{home}", Path.Combine(pictures, "home.png"), "Transcribe speech", "API reference");

        Assert.True(exitCode == 0, errors);
        Assert.Equal("", output.Trim());
        Assert.True(new FileInfo(Path.Combine(pictures, "docs.png")).Length > 10_000);
    }

    [Fact]
    public async Task It_runs_no_script_but_its_own()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var page = await endpoint.GetAsync("/docs/", "text/html");

        Assert.Equal(200, page.Status);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        Assert.NotEmpty(nonce);
        Assert.All(Script().Matches(page.Body), script => Assert.Contains(nonce, script.Value, StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:", policy);
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
