using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub.Errors;
using Speech.Hub.Settings;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class TokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_is_sent_to_the_Hub_but_not_to_redirect_targets(bool redirectsRelatively)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        model.Readers = [HubFixture.Token];
        fixture.Hub.RedirectsRelatively = redirectsRelatively;

        var folder = await fixture.GetAsync(options: fixture.Options with { Token = HubFixture.Token });

        HubFixture.AssertContains(folder, model, HubFixture.Files);
        Assert.All(fixture.Hub.Requests.Where(request => request.Host == RecordedRequest.Hub),
            request => Assert.Equal("Bearer " + HubFixture.Token, request.Authorization));
        Assert.All(fixture.Hub.Requests.Where(request => request.Host == RecordedRequest.Cdn),
            request => Assert.Null(request.Authorization));
        Assert.Contains(fixture.Hub.Requests, request => request.Host == RecordedRequest.Cdn);
        Assert.Equal(redirectsRelatively, fixture.Hub.Requests.Any(request =>
            request.Path.StartsWith("/moved/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_token_is_not_sent_to_another_name_of_the_same_host()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        var elsewhere = new UriBuilder(fixture.Hub.Endpoint) { Host = "localhost", Path = "/api/models/org/tiny/revision/main" }.Uri;
        fixture.Hub.InjectFaults("/revision/main", new Fault.Redirect(elsewhere.AbsoluteUri));

        await fixture.GetAsync(options: fixture.Options with { Token = HubFixture.Token }, files: "config.json");

        var lists = fixture.Hub.Requests.Where(request => request.Path.EndsWith("/revision/main", StringComparison.Ordinal)).ToList();
        Assert.Equal(["Bearer " + HubFixture.Token, null], lists.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Without_a_token_no_authorization_is_sent()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();

        await fixture.GetAsync();

        Assert.All(fixture.Hub.Requests, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task Exceptions_logs_and_options_reveal_neither_the_token_nor_local_paths()
    {
        await using var fixture = await HubFixture.StartAsync();
        var log = new ListLogger();
        var options = fixture.Options with { Token = HubFixture.Token };
        var gated = fixture.Hub.Add("org/gated").Commit(HubFixture.Tiny(1));
        gated.Readers = ["another"];
        fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/config.json", [.. Enumerable.Repeat(new Fault.Status(503), 9)]);

        string[] models = ["org/gated", "org/none", "org/tiny@none", "org/tiny", "a b", "./none"];
        foreach (var model in models)
        {
            var exception = await Assert.ThrowsAnyAsync<HubException>(() => fixture.Client(options, logger: log)
                .GetFolderAsync(model, HubFixture.Files, HubFixture.CancellationToken));
            Assert.DoesNotContain(HubFixture.Token, exception.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(fixture.CacheFolder, exception.Message, StringComparison.Ordinal);
        }

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(HubFixture.Token, StringComparison.Ordinal));
        Assert.DoesNotContain(HubFixture.Token, options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("")]
    public void Rejects_an_invalid_token_without_repeating_it(string token)
    {
        var options = new HubOptions { CacheFolder = "cache", Token = token };

        var exception = Assert.Throws<ArgumentException>(() =>
            new HubClient(options, () => new HttpClient(), TimeProvider.System, NullLogger<HubClient>.Instance));

        if (token.Length > 0) Assert.DoesNotContain(token, exception.Message, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILogger<HubClient>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            lock (Lines) Lines.Add(formatter(state, exception) + exception);
        }
    }
}
