using System.Text.Json;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Clients;

/// <summary>A program written for Hugging Face works after a change of its URL.</summary>
public sealed class HuggingfaceClientTests(RealEndpoint real) : IClassFixture<RealEndpoint>
{
    [Fact]
    public async Task It_gets_the_transcript()
    {
        NodeClient.Require();
        var (exitCode, output, errors) = await NodeClient.TranscribeAsync(
            real.Endpoint.Client.BaseAddress!, Reference.PathOf("audio", "jfk.wav"));

        Assert.True(exitCode == 0, errors);
        var golden = GoldenTranscript.Load("jfk_timestamps_autolang", duration: 11);
        var answer = JsonElement.Parse(output);
        Assert.Equal(golden.Text, answer.GetProperty("text").GetString());
        Assert.Equal(golden.Chunks.Select(chunk => chunk.Text), answer.GetProperty("chunks").EnumerateArray()
            .Select(chunk => chunk.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Parameters_go_into_the_url()
    {
        NodeClient.Require();
        var endpoint = new Uri(real.Endpoint.Client.BaseAddress!, "predict?language=de&task=translate");
        var (exitCode, output, errors) = await NodeClient.TranscribeAsync(endpoint, Reference.PathOf("audio", "jfk.wav"));

        Assert.True(exitCode == 0, errors);
        var chunks = JsonElement.Parse(output).GetProperty("chunks").EnumerateArray()
            .Select(chunk => chunk.GetProperty("timestamp")[1].GetDouble());
        Assert.Equal(GoldenTranscript.Load("jfk_timestamps_translate_de", duration: 11).Chunks.Select(chunk => chunk.End), chunks);
    }

    [Fact]
    public async Task Its_error_has_the_message_of_the_endpoint()
    {
        NodeClient.Require();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("empty.wav"), "");

        var (exitCode, _, errors) = await NodeClient.TranscribeAsync(real.Endpoint.Client.BaseAddress!, folder.PathOf("empty.wav"));

        Assert.Equal(1, exitCode);
        Assert.Contains("The audio is empty", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_fails_when_the_model_cannot_be_loaded()
    {
        NodeClient.Require();
        await using var endpoint = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException("no disk"))));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("noise.wav"), Wave.File(Wave.Noise(seed: 1)));

        var (exitCode, _, errors) = await NodeClient.TranscribeAsync(endpoint.Client.BaseAddress!, folder.PathOf("noise.wav"));

        Assert.Equal(1, exitCode);
        Assert.Contains("The model failed to load: a file cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_token_is_accepted_as_the_api_token()
    {
        NodeClient.Require();
        await using var endpoint = await Endpoint.StartAsync(settings: ("API_TOKEN", "hf_the_token"));
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("noise.wav"), Wave.File(Wave.Noise(seed: 1)));

        var (refused, _, errors) = await NodeClient.TranscribeAsync(
            endpoint.Client.BaseAddress!, folder.PathOf("noise.wav"), "hf_another_token");
        var (answered, _, _) = await NodeClient.TranscribeAsync(endpoint.Client.BaseAddress!, folder.PathOf("noise.wav"), "hf_the_token");

        Assert.Equal((1, 0), (refused, answered));
        Assert.Contains("API token", errors, StringComparison.Ordinal);
    }
}
