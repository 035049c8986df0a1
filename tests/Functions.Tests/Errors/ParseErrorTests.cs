using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Errors;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Errors;

/// <summary>Requests that the web server refuses before any middleware sees them, over raw connections.</summary>
public sealed class ParseErrorTests
{
    private const int MaxLine = 500, MaxHeaders = 1000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Refused { get; } = new()
    {
        { "no request\n\n", 400, "not valid HTTP" },
        { "\u0016\u0003\u0001 TLS\n\n", 400, "not valid HTTP" },
        { "GET / HTTP/1.1\n\n", 400, "not valid HTTP" },
        { "GET / HTTP/1.1\nHost: x\nbroken header\n\n", 400, "not valid HTTP" },
        { "GET / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n", 400, "not valid HTTP" },
        { "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\n\n", 400, "not valid HTTP" },
        { "GET * HTTP/1.1\nHost: x\n\n", 405, "cannot be served" },
        { "GET /" + new string('a', MaxLine) + " HTTP/1.1\nHost: x\n\n", 414, "URL" },
        { "GET / HTTP/1.1\nHost: x\na: " + new string('a', MaxHeaders) + "\n\n", 431, "headers" },
        { "GET / HTTP/1.1\nHost: x\n" + string.Concat(Enumerable.Repeat("a: b\n", 101)) + "\n", 431, "headers" },
        { "GET / HTTP/9.9\nHost: x\n\n", 505, "version" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_request_that_cannot_be_parsed_gets_the_body_of_every_error(string request, int status, string message)
    {
        // Small limits: the server closes the connection, and what it has not read then could reset it before the answer is read.
        await using var endpoint = await Endpoint.StartAsync(services => services.PostConfigure<KestrelServerOptions>(
            options => (options.Limits.MaxRequestLineSize, options.Limits.MaxRequestHeadersTotalSize) = (MaxLine, MaxHeaders)));
        await using var connection = await endpoint.ConnectAsync(request);

        Assert.Contains(message, await ReadSentenceAsync(connection, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_one_on_a_connection_that_has_served_others()
    {
        await using var endpoint = await Endpoint.StartAsync();
        await using var connection = await endpoint.ConnectAsync(
            "GET / HTTP/1.1\nHost: x\n\nGET /no/route HTTP/1.1\nHost: x\n\nno request\n\n");

        var answers = (await ReadAsync(connection)).Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["200", "404", "400"], answers.Select(answer => answer[..3]));
        Assert.EndsWith("\r\n\r\nOK", answers[0], StringComparison.Ordinal);
        Assert.Contains("no such route", SentenceOf(answers[1]), StringComparison.Ordinal);
        Assert.Contains("not valid HTTP", SentenceOf(answers[2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_one_whose_headers_never_end()
    {
        await using var endpoint = await Endpoint.StartAsync(services => services.PostConfigure<KestrelServerOptions>(
            options => options.Limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(1)));
        await using var connection = await endpoint.ConnectAsync("GET / HTTP/1.1\nHost: x\n");

        Assert.Contains("did not arrive in time", await ReadSentenceAsync(connection, 408), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabc\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n")]
    [InlineData("HTTP/1.1 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("")]
    public void Other_output_stays_as_it_is(string written) => Assert.Null(BareRefusal.TryComplete(Encoding.ASCII.GetBytes(written)));

    private static async Task<string> ReadSentenceAsync(NetworkStream connection, int status)
    {
        var answer = await ReadAsync(connection);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        return SentenceOf(answer);
    }

    private static async Task<string> ReadAsync(NetworkStream connection)
    {
        using var reader = new StreamReader(connection, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(Stop);
    }

    private static string SentenceOf(string answer)
    {
        var (head, body) = (answer.Split("\r\n\r\n")[0], answer.Split("\r\n\r\n")[1]);
        Assert.Contains("\r\nContent-Type: application/json; charset=utf-8", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}", head, StringComparison.Ordinal);
        var json = JsonElement.Parse(body);
        Assert.Equal(json.GetProperty("error").GetString(), json.GetProperty("detail").GetString());
        return json.GetProperty("error").GetString()!;
    }
}
