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
    public async Task A_browser_gets_a_self_contained_page()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.GetAsync("/", "text/html,application/xhtml+xml,*/*;q=0.8");

        Assert.Equal("text/html; charset=utf-8", answer.ContentHeaders.ContentType!.ToString());
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch(Asset(), answer.Body);
        // Every control has a label for screen readers.
        Assert.All(Control().Matches(answer.Body), control => Assert.Equal("label", control.Groups["around"].Value));
        // Transcripts must never become markup.
        Assert.DoesNotContain("innerHTML", answer.Body, StringComparison.Ordinal);
    }

    [GeneratedRegex("""src\s*=\s*["']|href\s*=\s*["'](?!docs")|https?://|@import|url\(""")]
    private static partial Regex Asset();

    [GeneratedRegex("""<(?<around>\w+)>[^<]*<(input|select)\b""")]
    private static partial Regex Control();
}
