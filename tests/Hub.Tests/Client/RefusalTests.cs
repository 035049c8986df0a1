using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(401, null)]
    [InlineData(403, Stage.Token)]
    public async Task A_gated_model_names_the_page_where_its_conditions_are_accepted(int status, string? token)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        (model.Readers, model.GateStatus) = ([], status);

        var e = await Assert.ThrowsAsync<HubGatedException>(() => stage.GetAsync(options: stage.Options with { Token = token }));

        Assert.Equal(new Uri(stage.Hub.Endpoint, "org/tiny"), e.Page);
        Assert.Contains(e.Page.AbsoluteUri, e.Message, StringComparison.Ordinal);
        Assert.Equal("org/tiny", e.Model);
        Assert.Empty(stage.Clock.Waits);
        Assert.False(File.Exists(stage.InCache("refs", "main")));
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_told()
    {
        await using var stage = await Stage.OpenAsync();

        var e = await Assert.ThrowsAsync<HubModelNotFoundException>(() => stage.GetAsync());

        Assert.Contains("'org/tiny'", e.Message, StringComparison.Ordinal);
        Assert.Single(stage.Hub.Seen);
    }

    [Fact]
    public async Task A_revision_that_does_not_exist_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();

        var e = await Assert.ThrowsAsync<HubRevisionNotFoundException>(() => stage.GetAsync("org/tiny@v9"));

        Assert.Equal("v9", e.Revision);
    }

    [Fact]
    public async Task Every_file_that_the_model_lacks_is_named()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();

        var e = await Assert.ThrowsAsync<HubFileNotFoundException>(() => stage.GetAsync(files: ["config.json", "vocab.json", "x/merges.txt", "optional.json?", "none-*"]));

        Assert.Equal(["vocab.json", "x/merges.txt"], e.Files);
        Assert.Empty(stage.Blobs());
    }

    [Fact]
    public async Task A_listed_file_that_the_Hub_then_denies_is_named()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil("/config.json", new Fault.Status(404, ErrorCode: "EntryNotFound"));

        var e = await Assert.ThrowsAsync<HubFileNotFoundException>(() => stage.GetAsync());

        Assert.Equal(["config.json"], e.Files);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_token_that_is_refused_is_told_apart_from_a_gate(int status)
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil("/revision/main", new Fault.Status(status));

        var e = await Assert.ThrowsAsync<HubUnauthorizedException>(() => stage.GetAsync(options: stage.Options with { Token = Stage.Token }));

        Assert.Contains("HF_TOKEN", e.Message, StringComparison.Ordinal);
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
    public async Task An_answer_that_makes_no_sense_is_the_Hubs_failure(string answer)
    {
        await using var stage = await Stage.OpenAsync();
        stage.Hub.Spoil("/revision/main", new Fault.Content(answer));

        await Assert.ThrowsAsync<HubServerException>(() => stage.GetAsync());
    }

    [Theory]
    [InlineData("../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("a/./evil.json")]
    [InlineData("a//evil.json")]
    [InlineData("..\\\\..\\\\evil.json")]
    [InlineData("c:evil.json")]
    [InlineData("evil\\u0000.json")]
    public async Task Names_that_lead_out_of_the_model_are_refused(string name)
    {
        await using var stage = await Stage.OpenAsync();
        stage.Hub.Spoil("/revision/main", new Fault.Content(
            $$"""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"{{name}}","size":1,"blobId":"0123456789abcdef0123456789abcdef01234567"}]}"""));

        await Assert.ThrowsAsync<HubServerException>(() => stage.GetAsync(files: "*.json"));

        Assert.DoesNotContain(stage.Hub.Seen, seen => seen.Path.Contains("resolve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_checksum_that_is_none_becomes_no_file_name()
    {
        await using var stage = await Stage.OpenAsync();
        var listing = """{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"config.json","size":1,"blobId":"../../../x"}]}""";
        stage.Hub.Add("org/tiny");
        stage.Hub.Spoil("/revision/main", new Fault.Content(listing));
        stage.Hub.Spoil("/config.json", new Fault.Content("x"));

        await Assert.ThrowsAsync<HubFileNotFoundException>(() => stage.GetAsync(files: "config.json"));

        Assert.Equal("HEAD", Assert.Single(stage.Hub.Seen, seen => seen.Path.Contains("resolve", StringComparison.Ordinal)).Method);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http:///")]
    public async Task A_redirect_out_of_HTTP_is_not_followed(string location)
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil("/revision/main", [.. Enumerable.Repeat(new Fault.Redirect(location), 5)]);

        await Assert.ThrowsAsync<HubUnreachableException>(() => stage.GetAsync());
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        stage.Hub.Spoil("/revision/main", [.. Enumerable.Repeat(new Fault.Redirect("main"), 100)]);

        await Assert.ThrowsAsync<HubUnreachableException>(() => stage.GetAsync());

        Assert.Equal(5 * 6, stage.Hub.Seen.Count);
    }
}
