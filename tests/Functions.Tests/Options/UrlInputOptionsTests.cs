using Speech.Functions.Options;

namespace Speech.Functions.Tests.Options;

public sealed class UrlInputOptionsTests
{
    [Fact]
    public void Allows_no_host_by_default()
    {
        Assert.Empty(Read().Hosts);
        Assert.False(Read().Allows("example.com"));
    }

    [Fact]
    public void Reads_every_setting()
    {
        var settings = Read(("URL_INPUT_HOSTS", "a.example.com, *.b.example.com"), ("URL_INPUT_SECONDS", "5"));

        Assert.Equal(["a.example.com", "*.b.example.com"], settings.Hosts);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.TimeLimit);
    }

    [Theory]
    [InlineData("URL_INPUT_HOSTS", "https://a.example.com")]
    [InlineData("URL_INPUT_HOSTS", "*")]
    [InlineData("URL_INPUT_HOSTS", "localhost")]
    [InlineData("URL_INPUT_SECONDS", "0")]
    public void Reports_an_invalid_setting_by_name(string name, string value)
        => Assert.StartsWith(name, Assert.Single(Configured.Faults((name, value))), StringComparison.Ordinal);

    [Theory]
    [InlineData("media.example.com", "media.example.com", true)]
    [InlineData("media.example.com", "MEDIA.example.com", true)]
    [InlineData("media.example.com", "x.media.example.com", false)]
    [InlineData("media.example.com", "media.example.com.evil.org", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "evilexample.com", false)]
    public void Allows_exact_names_and_subdomains_of_wildcards(string allowed, string host, bool expected)
        => Assert.Equal(expected, Read(("URL_INPUT_HOSTS", allowed)).Allows(host));

    private static UrlInputOptions Read(params (string Name, string Value)[] settings) => Configured.Get<UrlInputOptions>(settings);
}
