using Speech.Hub.Errors;
using Speech.Hub.Settings;
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
    public void The_cache_folder_is_that_of_huggingface_hub(string expected, params string[] variables)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the expected paths are Unix paths");

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
    public void Offline_accepts_the_true_values_of_huggingface_hub(string value, bool expected)
    {
        Assert.Equal(expected, Read($"HF_HUB_OFFLINE={value}").Offline);
        Assert.Equal(expected, Read($"TRANSFORMERS_OFFLINE={value}").Offline);
    }

    [Fact]
    public void The_time_without_a_byte_is_in_whole_seconds()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), Read().IdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(7), Read("HF_HUB_DOWNLOAD_TIMEOUT= 7 ").IdleTimeout);
        foreach (var invalid in new[] { "0", "-1", "1.5", "3601", "soon" })
            Assert.Equal("HF_HUB_DOWNLOAD_TIMEOUT", Assert.Throws<HubSettingException>(
                () => Read($"HF_HUB_DOWNLOAD_TIMEOUT={invalid}")).Variable);
    }

    [Fact]
    public void The_token_comes_from_the_first_source_that_is_set()
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
    public void Reads_the_endpoint(string endpoint) => Assert.Equal(new Uri(endpoint), Read($"HF_ENDPOINT={endpoint}").Endpoint);

    [Theory]
    [InlineData("mirror.example")]
    [InlineData("/hub")]
    [InlineData("ftp://mirror.example")]
    [InlineData("https://user:secret@mirror.example")]
    [InlineData("https://mirror.example/?key=secret")]
    public void An_invalid_endpoint_is_reported_without_its_value(string endpoint)
    {
        var exception = Assert.Throws<HubSettingException>(() => Read($"HF_ENDPOINT={endpoint}"));

        Assert.Equal("HF_ENDPOINT", exception.Variable);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_token_is_reported_without_its_value()
    {
        var exception = Assert.Throws<HubSettingException>(() => Read("HF_TOKEN=hf_secret and more"));

        Assert.Equal("HF_TOKEN", exception.Variable);
        Assert.DoesNotContain("hf_secret", exception.Message, StringComparison.Ordinal);
    }

    private static HubOptions Read(params string[] variables)
    {
        var values = variables.Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return HubOptions.FromEnvironment(name => values.GetValueOrDefault(name));
    }
}
