using System.Net.Sockets;
using Speech.Functions.Errors;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Errors;

/// <summary>Limits of the web server, over real HTTP.</summary>
public sealed class WebServerLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_URL_or_headers_that_are_too_long_have_the_body_of_every_error()
    {
        await using var endpoint = await Endpoint.StartAsync();
        Assert.Equal(200, (await endpoint.GetAsync("/?a=" + new string('a', RequestHeadLimits.MaxTarget - 100))).Status);
        Assert.Equal(200, (await endpoint.GetAsync("/", new string('a', RequestHeadLimits.MaxHeaders - 100))).Status);

        var url = await endpoint.GetAsync("/?a=" + new string('a', RequestHeadLimits.MaxTarget));
        var headers = await endpoint.GetAsync("/", new string('a', RequestHeadLimits.MaxHeaders));

        Assert.Equal((414, 431), (url.Status, headers.Status));
        Assert.Contains("URL", url.Sentence, StringComparison.Ordinal);
        Assert.Contains("headers", headers.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Further_connections_are_closed_at_once_and_others_work()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_CONNECTIONS", "2"));
        await using (var first = await endpoint.ConnectAsync("GET /"))
        {
            Assert.Equal(200, (await endpoint.GetAsync("/")).Status);
            await using var third = await endpoint.ConnectAsync("GET /");
            Assert.Equal(0, await ReadAsync(third));
            Assert.Equal(200, (await endpoint.GetAsync("/")).Status);
        }
        await Endpoint.RepeatAsync(async () =>
        {
            await using var next = await endpoint.ConnectAsync("GET / HTTP/1.1\nHost: x\nConnection: close\n\n");
            return new Answer(await ReadAsync(next), "", default!, default!);
        }, answer => answer.Status > 0);
    }

    /// <summary>The number of bytes that were read; none where the connection was closed.</summary>
    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[100], Stop);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
