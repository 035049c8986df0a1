using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;
using Endpoint = Speech.Functions.Tests.Fakes.Endpoint;

namespace Speech.Functions.Tests.Inputs;

public sealed class AudioDownloaderTests
{
    private const string Url = $"https://{MediaServer.Host}/speech.wav?sig=x";
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));
    private static readonly (string, string) Allowed = ("URL_INPUT_HOSTS", $"other.example.com, {MediaServer.Host}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_url_is_rejected_by_default_without_a_connection()
    {
        await using var server = await MediaServer.StartAsync(_ => Task.CompletedTask);
        await using var endpoint = await StartAsync(server);

        Assert.Equal("inputs is a URL, but this endpoint does not download audio: send the audio itself", await RefusedAsync(
            endpoint, Url));
        Assert.Empty(server.Connected);
    }

    [Theory]
    [InlineData(MediaServer.Host)]
    [InlineData("*.example.com")]
    public async Task Audio_of_an_allowed_host_is_transcribed(string allowed)
    {
        var requested = "";
        await using var server = await MediaServer.StartAsync(async context =>
        {
            requested = context.Request.Path + context.Request.QueryString;
            await context.Response.Body.WriteAsync(Wav, context.RequestAborted);
        });
        await using var endpoint = await StartAsync(server, ("URL_INPUT_HOSTS", allowed));

        var answer = await endpoint.PostJsonAsync($$"""{"inputs": "{{Url}}", "parameters": {"language": "de"} }""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("/speech.wav?sig=x", requested);
        Assert.Equal(FakeModel.TextOf(Wave.Floats(Wave.Noise(1))), answer.Json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("https://evil.example.com/a.wav")]
    [InlineData("https://media.example.com.evil.org/a.wav")]
    [InlineData("https://127.0.0.1/a.wav")]
    [InlineData("https://[::1]/a.wav")]
    [InlineData("http://media.example.com/a.wav")]
    [InlineData("https://media.example.com:8443/a.wav")]
    [InlineData("https://media.example.com@evil.org/a.wav")]
    [InlineData("https://user:word@media.example.com/a.wav")]
    [InlineData("https://")]
    public async Task Other_urls_are_rejected_without_a_connection(string url)
    {
        await using var server = await MediaServer.StartAsync(_ => Task.CompletedTask);
        await using var endpoint = await StartAsync(server, Allowed);

        await RefusedAsync(endpoint, url);
        Assert.Empty(server.Connected);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("93.184.216.34,192.168.0.1")]
    [InlineData("")]
    public async Task An_allowed_host_with_a_private_address_is_rejected(string addresses)
    {
        await using var server = await MediaServer.StartAsync(_ => Task.CompletedTask);
        server.Resolve = _ => [.. addresses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        await using var endpoint = await StartAsync(server, Allowed);

        Assert.Contains("no public address", await RefusedAsync(endpoint, Url), StringComparison.Ordinal);
        Assert.Empty(server.Connected);
    }

    [Theory]
    [InlineData("https://other.example.com/a.wav")]
    [InlineData("https://169.254.169.254/metadata")]
    [InlineData("http://media.example.com/a.wav")]
    [InlineData("https://media.example.com:444/a.wav")]
    public async Task A_redirect_to_another_host_is_not_followed(string location)
    {
        await using var server = await MediaServer.StartAsync(context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        });
        await using var endpoint = await StartAsync(server, Allowed);

        Assert.Contains("redirects to another host", await RefusedAsync(endpoint, Url), StringComparison.Ordinal);
        Assert.Single(server.Connected);
    }

    [Fact]
    public async Task A_redirect_within_the_host_is_followed_up_to_a_limit()
    {
        var isEndless = false;
        await using var server = await MediaServer.StartAsync(async context =>
        {
            if (isEndless || context.Request.Path == "/speech.wav") context.Response.Redirect("/moved.wav");
            else await context.Response.Body.WriteAsync(Wav, context.RequestAborted);
        });
        await using var endpoint = await StartAsync(server, Allowed);

        Assert.Equal(200, (await PostAsync(endpoint, Url)).Status);
        isEndless = true;
        Assert.Contains("redirects endlessly", await RefusedAsync(endpoint, Url), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Audio_above_the_limit_is_rejected_with_and_without_a_content_length(bool hasLength)
    {
        await using var server = await MediaServer.StartAsync(async context =>
        {
            if (hasLength) context.Response.ContentLength = 2_000_000;
            for (var sent = 0; sent < 2_000_000 && !context.RequestAborted.IsCancellationRequested; sent += 20_000)
                await context.Response.Body.WriteAsync(new byte[20_000], CancellationToken.None);
        });
        await using var endpoint = await StartAsync(server, Allowed, ("MAX_BODY_MB", "1"));

        Assert.Equal(413, (await PostAsync(endpoint, Url)).Status);
    }

    [Fact]
    public async Task A_slow_host_times_out()
    {
        var time = new FakeTimeProvider();
        var requested = new TaskCompletionSource();
        await using var server = await MediaServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Wav.AsMemory(0, 100), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            requested.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton(server.Network), time: time, settings: [Allowed, ("URL_INPUT_SECONDS", "7")]);

        var answer = RefusedAsync(endpoint, Url);
        await requested.Task.WaitAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Contains("within 7 seconds", await answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(304)]
    public async Task An_unsuccessful_status_is_reported(int status)
    {
        await using var server = await MediaServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var endpoint = await StartAsync(server, Allowed);

        Assert.Contains($"answers {status}", await RefusedAsync(endpoint, Url), StringComparison.Ordinal);
    }

    private static Task<Endpoint> StartAsync(MediaServer server, params (string, string)[] settings)
        => Endpoint.StartAsync(services => services.AddSingleton(server.Network), settings: settings);

    private static Task<Answer> PostAsync(Endpoint endpoint, string url) => endpoint.PostJsonAsync($$"""{"inputs": "{{url}}"}""");

    private static async Task<string> RefusedAsync(Endpoint endpoint, string url)
    {
        var answer = await PostAsync(endpoint, url);
        Assert.Equal(400, answer.Status);
        return answer.Sentence;
    }
}
