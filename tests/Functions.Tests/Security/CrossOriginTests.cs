using Speech.Functions.Tests.Fakes;
using Speech.Functions.Tests.Options;

namespace Speech.Functions.Tests.Security;

public sealed class CrossOriginTests
{
    private const string Origin = "https://pages.example.com";
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    [Theory]
    [InlineData(null, Origin, false)]
    [InlineData("https://a.example.com, https://pages.example.com", Origin, true)]
    [InlineData("https://a.example.com", Origin, false)]
    [InlineData("http://pages.example.com", Origin, false)]
    public async Task Only_configured_origins_are_allowed(string? setting, string origin, bool isAllowed)
    {
        await using var endpoint = await Endpoint.StartAsync(
            settings: [("API_TOKEN", "the-token"), .. setting is null ? [] : new[] { ("CORS_ORIGINS", setting) }]);

        foreach (var route in new[] { "/", "/predict", "/v1/audio/transcriptions", "/jobs/1" })
        {
            var preflight = await endpoint.SendAsync(Request(HttpMethod.Options, route, origin));
            Assert.Equal(isAllowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
            if (!isAllowed) continue;
            Assert.Equal((204, origin), (preflight.Status, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single()));
            Assert.Equal("authorization,content-type", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single());
        }

        // Errors can be read by the page, too.
        var refused = await endpoint.SendAsync(Request(HttpMethod.Post, "/", origin));
        Assert.Equal((401, isAllowed), (refused.Status, refused.Headers.Contains("Access-Control-Allow-Origin")));
        var invalid = Request(HttpMethod.Post, "/?batch_size=0", origin);
        invalid.Headers.Authorization = new("Bearer", "the-token");
        var failed = await endpoint.SendAsync(invalid);
        Assert.Equal((400, isAllowed), (failed.Status, failed.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("example.com")]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com/page")]
    [InlineData("https://*.example.com")]
    [InlineData("ftp://example.com")]
    [InlineData("HTTPS://Example.com")]
    public void An_origin_must_be_exact(string origins)
        => Assert.Contains(
            "CORS_ORIGINS must be", Assert.Single(Configured.Faults(("CORS_ORIGINS", origins))), StringComparison.Ordinal);

    private static HttpRequestMessage Request(HttpMethod method, string route, string origin)
    {
        var request = new HttpRequestMessage(method, route);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Post) request.Content = Endpoint.Bytes(Wav, "audio/wav");
        if (method != HttpMethod.Options) return request;
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        return request;
    }
}
