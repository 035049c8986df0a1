using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class ErrorResponseTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData(401, null)]
    [InlineData(403, HubFixture.Token)]
    public async Task A_gated_model_is_reported_with_the_page_of_its_conditions(int status, string? token)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        (model.Readers, model.GateStatus) = ([], status);

        var exception = await Assert.ThrowsAsync<HubGatedException>(() =>
            fixture.GetAsync(options: fixture.Options with { Token = token }));

        Assert.Equal(new Uri(fixture.Hub.Endpoint, "org/tiny"), exception.Page);
        Assert.Contains(exception.Page.AbsoluteUri, exception.Message, StringComparison.Ordinal);
        Assert.Equal("org/tiny", exception.Model);
        Assert.Empty(fixture.Clock.Waits);
        Assert.False(File.Exists(fixture.InCache("refs", "main")));
    }

    [Fact]
    public async Task A_missing_model_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();

        var exception = await Assert.ThrowsAsync<HubModelNotFoundException>(() => fixture.GetAsync());

        Assert.Contains("'org/tiny'", exception.Message, StringComparison.Ordinal);
        Assert.Single(fixture.Hub.Requests);
    }

    [Fact]
    public async Task A_missing_revision_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();

        var exception = await Assert.ThrowsAsync<HubRevisionNotFoundException>(() => fixture.GetAsync("org/tiny@v9"));

        Assert.Equal("v9", exception.Revision);
    }

    [Fact]
    public async Task All_missing_files_are_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();

        var exception = await Assert.ThrowsAsync<HubFileNotFoundException>(() =>
            fixture.GetAsync(files: ["config.json", "vocab.json", "x/merges.txt", "optional.json?", "none-*"]));

        Assert.Equal(["vocab.json", "x/merges.txt"], exception.Files);
        Assert.Empty(fixture.Blobs());
    }

    [Fact]
    public async Task A_listed_file_that_does_not_exist_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/config.json", new Fault.Status(404, ErrorCode: "EntryNotFound"));

        var exception = await Assert.ThrowsAsync<HubFileNotFoundException>(() => fixture.GetAsync());

        Assert.Equal(["config.json"], exception.Files);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_rejected_token_is_distinguished_from_a_gated_model(int status)
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/revision/main", new Fault.Status(status));

        var exception = await Assert.ThrowsAsync<HubUnauthorizedException>(() =>
            fixture.GetAsync(options: fixture.Options with { Token = HubFixture.Token }));

        Assert.Contains("HF_TOKEN", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Welcome to the hotel</html>")]
    [InlineData("[]")]
    [InlineData("""{"sha":"main","siblings":[]}""")]
    [InlineData("""{"sha":"../../../../etc/aaaaaaaaaaaaaaaaaaaaaaaaa","siblings":[]}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567"}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":7}]}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"config.json","size":"many"}]}""")]
    public async Task A_malformed_response_is_a_server_error(string answer)
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.Hub.InjectFaults("/revision/main", new Fault.Content(answer));

        await Assert.ThrowsAsync<HubServerException>(() => fixture.GetAsync());
    }

    [Theory]
    [InlineData("../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("a/./evil.json")]
    [InlineData("a//evil.json")]
    [InlineData("..\\\\..\\\\evil.json")]
    [InlineData("c:evil.json")]
    [InlineData("evil\\u0000.json")]
    public async Task Rejects_file_names_outside_of_the_model(string name)
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.Hub.InjectFaults("/revision/main", new Fault.Content(
            $$"""{"sha":"{{Hash}}","siblings":[{"rfilename":"{{name}}","size":1,"blobId":"{{Hash}}"}]}"""));

        await Assert.ThrowsAsync<HubServerException>(() => fixture.GetAsync(files: "*.json"));

        Assert.DoesNotContain(fixture.Hub.Requests, request => request.Path.Contains("resolve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_checksum_does_not_become_a_file_name()
    {
        await using var fixture = await HubFixture.StartAsync();
        var listing = $$"""{"sha":"{{Hash}}","siblings":[{"rfilename":"config.json","size":1,"blobId":"../../../x"}]}""";
        fixture.Hub.Add("org/tiny");
        fixture.Hub.InjectFaults("/revision/main", new Fault.Content(listing));
        fixture.Hub.InjectFaults("/config.json", new Fault.Content("x"));

        await Assert.ThrowsAsync<HubFileNotFoundException>(() => fixture.GetAsync(files: "config.json"));

        Assert.Equal("HEAD", Assert.Single(fixture.Hub.Requests,
            request => request.Path.Contains("resolve", StringComparison.Ordinal)).Method);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http:///")]
    public async Task Redirects_to_other_schemes_are_not_followed(string location)
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/revision/main", [.. Enumerable.Repeat(new Fault.Redirect(location), 5)]);

        await Assert.ThrowsAsync<HubUnreachableException>(() => fixture.GetAsync());
    }

    [Fact]
    public async Task Circular_redirects_end()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/revision/main", [.. Enumerable.Repeat(new Fault.Redirect("main"), 100)]);

        await Assert.ThrowsAsync<HubUnreachableException>(() => fixture.GetAsync());

        Assert.Equal(5 * 6, fixture.Hub.Requests.Count);
    }
}
