using Microsoft.Extensions.Logging;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class TokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_goes_to_the_Hub_and_never_to_the_host_it_redirects_to(bool redirectsRelatively)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        model.Readers = [Stage.Token];
        stage.Hub.RedirectsRelatively = redirectsRelatively;

        var folder = await stage.GetAsync(options: stage.Options with { Token = Stage.Token });

        Stage.HoldsFiles(folder, model, Stage.Files);
        Assert.All(stage.Hub.Seen.Where(seen => seen.Host == SeenRequest.Hub), seen => Assert.Equal("Bearer " + Stage.Token, seen.Authorization));
        Assert.All(stage.Hub.Seen.Where(seen => seen.Host == SeenRequest.Cdn), seen => Assert.Null(seen.Authorization));
        Assert.Contains(stage.Hub.Seen, seen => seen.Host == SeenRequest.Cdn);
        Assert.Equal(redirectsRelatively, stage.Hub.Seen.Any(seen => seen.Path.StartsWith("/moved/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_token_does_not_follow_a_redirect_to_the_same_host_at_another_port_or_name()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        var elsewhere = new UriBuilder(stage.Hub.Endpoint) { Host = "localhost", Path = "/api/models/org/tiny/revision/main" }.Uri;
        stage.Hub.Spoil("/revision/main", new Fault.Redirect(elsewhere.AbsoluteUri));

        await stage.GetAsync(options: stage.Options with { Token = Stage.Token }, files: "config.json");

        var lists = stage.Hub.Seen.Where(seen => seen.Path.EndsWith("/revision/main", StringComparison.Ordinal)).ToList();
        Assert.Equal(["Bearer " + Stage.Token, null], lists.Select(seen => seen.Authorization));
    }

    [Fact]
    public async Task Without_a_token_nobody_sees_one()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();

        await stage.GetAsync();

        Assert.All(stage.Hub.Seen, seen => Assert.Null(seen.Authorization));
    }

    [Fact]
    public async Task No_exception_log_line_or_text_of_the_options_holds_the_token_or_a_local_path()
    {
        await using var stage = await Stage.OpenAsync();
        var log = new ListLogger();
        var options = stage.Options with { Token = Stage.Token };
        var gated = stage.Hub.Add("org/gated").Commit(Stage.Tiny(1));
        gated.Readers = ["another"];
        stage.AddTiny();
        stage.Hub.Spoil("/config.json", [.. Enumerable.Repeat(new Fault.Status(503), 9)]);

        string[] models = ["org/gated", "org/none", "org/tiny@none", "org/tiny", "a b", "./none"];
        foreach (var model in models)
        {
            var e = await Assert.ThrowsAnyAsync<HubException>(() => stage.Client(options, logger: log).GetFolderAsync(model, Stage.Files, Stage.Cancellation));
            Assert.DoesNotContain(Stage.Token, e.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(stage.CacheFolder, e.Message, StringComparison.Ordinal);
        }

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Stage.Token, StringComparison.Ordinal));
        Assert.DoesNotContain(Stage.Token, options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("")]
    public void A_text_that_is_no_token_is_refused_without_being_told(string token)
    {
        var options = new HubOptions { CacheFolder = "cache", Token = token };

        var e = Assert.Throws<ArgumentException>(() => new HubClient(options));

        if (token.Length > 0) Assert.DoesNotContain(token, e.Message, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILogger<HubClient>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines) Lines.Add(formatter(state, exception) + exception);
        }
    }
}
