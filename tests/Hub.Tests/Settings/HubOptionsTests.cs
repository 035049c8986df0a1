using Speech.Hub.Tests.Support;
using Speech.TestSupport;

namespace Speech.Hub.Tests.Settings;

public sealed class HubOptionsTests
{
    [Theory]
    [InlineData("/home/u/.cache/huggingface/hub")]
    [InlineData("/x/huggingface/hub", "XDG_CACHE_HOME=/x")]
    [InlineData("/hf/hub", "HF_HOME=/hf", "XDG_CACHE_HOME=/x")]
    [InlineData("/home/u/hf/hub", "HF_HOME=~/hf")]
    [InlineData("/home/u/mine/hub", "HF_HOME=$HOME/mine")]
    [InlineData("/data/m/hub", "HF_HOME=${BASE}/m", "BASE=/data")]
    [InlineData("/old", "HUGGINGFACE_HUB_CACHE=/old", "HF_HOME=/hf")]
    [InlineData("/new", "HF_HUB_CACHE=/new", "HUGGINGFACE_HUB_CACHE=/old", "HF_HOME=/hf")]
    [InlineData("/hf/hub", "HF_HUB_CACHE=", "HF_HOME=/hf")]
    public void The_cache_lies_where_huggingface_hub_has_it(string expected, params string[] variables)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the expected paths are those of other systems");

        Assert.Equal(expected, Read(["HOME=/home/u", .. variables]).CacheFolder);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("Yes", true)]
    [InlineData("ON", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("2", false)]
    [InlineData("", false)]
    public void Offline_is_what_huggingface_hub_takes_for_true(string value, bool expected)
    {
        Assert.Equal(expected, Read($"HF_HUB_OFFLINE={value}").Offline);
        Assert.Equal(expected, Read($"TRANSFORMERS_OFFLINE={value}").Offline);
    }

    [Fact]
    public void The_token_comes_from_the_first_place_that_has_one()
    {
        using var home = new TempFolder();
        home.Write("token", "of-home\n"u8);
        var other = home.Write("other", " of-path "u8);
        var hfHome = $"HF_HOME={home.Path}";

        Assert.Equal("of-home", Read(hfHome).Token);
        Assert.Equal("of-path", Read(hfHome, $"HF_TOKEN_PATH={other}").Token);
        Assert.Equal("old", Read(hfHome, "HUGGING_FACE_HUB_TOKEN=old").Token);
        Assert.Equal("new", Read(hfHome, "HUGGING_FACE_HUB_TOKEN=old", "HF_TOKEN= new ").Token);
        Assert.Null(Read(hfHome, $"HF_TOKEN_PATH={home.Sub("none")}").Token);
    }

    [Theory]
    [InlineData("https://mirror.example/hf/")]
    [InlineData("http://127.0.0.1:8080")]
    public void The_endpoint_is_an_address(string endpoint) => Assert.Equal(new Uri(endpoint), Read($"HF_ENDPOINT={endpoint}").Endpoint);

    [Theory]
    [InlineData("mirror.example")]
    [InlineData("/hub")]
    [InlineData("ftp://mirror.example")]
    [InlineData("https://user:secret@mirror.example")]
    [InlineData("https://mirror.example/?key=secret")]
    public void An_endpoint_that_cannot_be_used_is_told_without_its_value(string endpoint)
    {
        var e = Assert.Throws<HubSettingException>(() => Read($"HF_ENDPOINT={endpoint}"));

        Assert.Equal("HF_ENDPOINT", e.Variable);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_cannot_be_one_is_told_without_its_value()
    {
        var e = Assert.Throws<HubSettingException>(() => Read("HF_TOKEN=hf_secret and more"));

        Assert.Equal("HF_TOKEN", e.Variable);
        Assert.DoesNotContain("hf_secret", e.Message, StringComparison.Ordinal);
    }

    private static HubOptions Read(params string[] variables)
    {
        var values = variables.Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return HubOptions.FromEnvironment(name => values.GetValueOrDefault(name));
    }
}
