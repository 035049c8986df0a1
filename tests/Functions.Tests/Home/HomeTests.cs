using System.Text.RegularExpressions;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Home;

public sealed partial class HomeTests
{
    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("")]
    public async Task A_program_gets_OK(string accept)
    {
        await using var endpoint = await Endpoint.StartAsync();
        var answer = await endpoint.GetAsync("/", accept);
        Assert.Equal((200, "OK"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_browser_gets_a_page_whose_files_come_from_here_and_which_runs_nothing_else()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var page = await endpoint.GetAsync("/", "text/html,application/xhtml+xml,*/*;q=0.8");

        Assert.Equal("text/html; charset=utf-8", page.ContentHeaders.ContentType!.ToString());
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page.Body, StringComparison.Ordinal);
        var files = File().Matches(page.Body).Select(match => match.Groups["file"].Value).ToList();
        for (var number = 0; number < files.Count; number++)
        {
            var file = await endpoint.GetAsync("/page/" + files[number]);
            Assert.Equal((200, "nosniff"), (file.Status, file.Headers.GetValues("X-Content-Type-Options").Single()));
            Assert.Equal(
                files[number].EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript",
                file.ContentHeaders.ContentType!.MediaType);
            Assert.DoesNotMatch(OtherHost(), file.Body);
            // Transcripts must never become markup.
            Assert.DoesNotContain("innerHTML", file.Body, StringComparison.Ordinal);
            files.AddRange(Import().Matches(file.Body).Select(match => match.Groups["file"].Value).Except(files));
        }

        Assert.Equal(
            [
                "page.css", "app.js", "api.js", "formats.js", "live.js", "recorder.js", "settings.js", "timeline.js", "transcript.js",
                "worklet.js",
            ],
            files);
    }

    [Theory]
    [InlineData("dialogue.wav", 200)]
    [InlineData("german.wav", 200)]
    [InlineData("index.html", 404)]
    [InlineData("nothing.js", 404)]
    [InlineData("..%2F..%2Fappsettings.json", 404)]
    public async Task Only_the_files_of_the_page_are_served(string file, int status)
    {
        await using var endpoint = await Endpoint.StartAsync();
        Assert.Equal(status, (await endpoint.GetAsync("/page/" + file)).Status);
    }

    [GeneratedRegex("(href|src)=\"page/(?<file>[^\"]+)\"")]
    private static partial Regex File();

    [GeneratedRegex("(from \"\\./|new URL\\(\")(?<file>[^\"/]+\\.js)\"")]
    private static partial Regex Import();

    [GeneratedRegex("https?://(?!localhost)|@import|url\\(")]
    private static partial Regex OtherHost();
}
