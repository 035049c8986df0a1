using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Audio;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Transcripts;

#pragma warning disable OPENAI001, MEAI001 // Parts of the clients are marked as previews.

namespace Speech.Functions.Tests.Clients;

/// <summary>Programs written for OpenAI work after a change of their base URL and key: OpenAI's own clients, the AI SDK, and
/// <see cref="ISpeechToTextClient"/>.</summary>
public sealed class OpenAIClientTests : IAsyncLifetime
{
    private const string Text = "Good day. How are you? Fine.";
    private readonly TemporaryFolder _folder = new();
    private Endpoint _endpoint = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Uri BaseUrl => new(_endpoint.Client.BaseAddress!, "v1");

    private string Audio => _folder.PathOf("speech.wav");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(Audio, Wave.File(Wave.Noise(seed: 1, samples: 160_000)), Stop);
        var speech = new ScriptedSpeech(
            ScriptedSpeech.Segment(0.5, " Good", " day."), ScriptedSpeech.Segment(3, " How", " are", " you?"), Scored(7, " Fine."));
        _endpoint = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromResult<ISpeechModel>(speech)), settings: [("API_TOKEN", "the-token")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_javascript_client_runs_its_examples()
    {
        NodeClient.Require("openai");
        var (exitCode, output, errors) = await NodeClient.RunWithTokenAsync("the-token", "openai.mjs", BaseUrl.ToString(), Audio);

        Assert.True(exitCode == 0, errors);
        var result = JsonElement.Parse(output);
        Assert.Equal("fake/model", result.GetProperty("models")[0].GetString());
        Assert.Equal("fake/model", result.GetProperty("model").GetString());
        Assert.Equal(Text, result.GetProperty("json").GetProperty("text").GetString());
        Assert.Equal(10, result.GetProperty("json").GetProperty("usage").GetProperty("seconds").GetInt32());
        Assert.Equal(Text + "\n", result.GetProperty("text").GetString());
        Assert.StartsWith(
            "1\n00:00:00,500 --> 00:00:02,500\nGood day.\n\n2\n", result.GetProperty("srt").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("WEBVTT\n\n00:00:00.500 --> ", result.GetProperty("vtt").GetString(), StringComparison.Ordinal);
        var verbose = result.GetProperty("verbose");
        Assert.Equal(("transcribe", 10.0), (verbose.GetProperty("task").GetString(), verbose.GetProperty("duration").GetDouble()));
        Assert.Equal(6, verbose.GetProperty("words").GetArrayLength());
        Assert.Equal("day.", verbose.GetProperty("words")[1].GetProperty("word").GetString());
        var last = verbose.GetProperty("segments")[2];
        Assert.Equal((7.0, 8.0), (last.GetProperty("start").GetDouble(), last.GetProperty("end").GetDouble()));
        Assert.Equal(700, last.GetProperty("seek").GetInt32());
        Assert.Equal([5], last.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()));
        Assert.Equal((-0.5, 0.25), (last.GetProperty("avg_logprob").GetDouble(), last.GetProperty("no_speech_prob").GetDouble()));
        var logprob = Assert.Single(result.GetProperty("logprobs").EnumerateArray());
        Assert.Equal((" Fine.", -0.5), (logprob.GetProperty("token").GetString(), logprob.GetProperty("logprob").GetDouble()));
        Assert.Equal(6, logprob.GetProperty("bytes").GetArrayLength());
        Assert.Equal(Text, result.GetProperty("translation").GetString());
        Assert.Equal(Text, result.GetProperty("strategy").GetString());
        var events = result.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(4, events.Count);
        Assert.Equal(Text, string.Concat(events.SkipLast(1).Select(item => item.GetProperty("delta").GetString())));
        Assert.Equal("transcript.text.done", events[3].GetProperty("type").GetString());
        Assert.Equal(Text, events[3].GetProperty("text").GetString());
        var error = result.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("requestId").GetString()!);
        Assert.Equal((400, "response_format", "invalid_request_error", true), (
            error.GetProperty("status").GetInt32(), error.GetProperty("param").GetString(), error.GetProperty("type").GetString(),
            error.GetProperty("isBadRequest").GetBoolean()));
    }

    [Fact]
    public async Task The_javascript_client_throws_its_error_for_a_wrong_key()
    {
        NodeClient.Require("openai");
        var (exitCode, _, errors) = await NodeClient.RunWithTokenAsync("another", "openai.mjs", BaseUrl.ToString(), Audio);
        Assert.Equal(1, exitCode);
        Assert.Contains("AuthenticationError: 401 The API token is missing or wrong", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ai_sdk_runs_its_example()
    {
        NodeClient.Require("ai");
        var (exitCode, output, errors) = await NodeClient.RunWithTokenAsync("the-token", "ai-sdk.mjs", BaseUrl.ToString(), Audio);

        Assert.True(exitCode == 0, errors);
        var result = JsonElement.Parse(output);
        Assert.Equal((Text, "en", 10), (
            result.GetProperty("text").GetString(), result.GetProperty("language").GetString(),
            result.GetProperty("durationInSeconds").GetDouble()));
        Assert.Equal(Text, result.GetProperty("other").GetString());
        var starts = result.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("startSecond").GetDouble());
        Assert.Equal([0.5, 3, 7], starts);
    }

    [Fact]
    public async Task The_dotnet_client_runs_its_examples()
    {
        var client = Client("the-token");

        AudioTranscription verbose = await client.TranscribeAudioAsync(Audio, new AudioTranscriptionOptions
        {
            ResponseFormat = AudioTranscriptionFormat.Verbose,
            TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment,
            Language = "en",
        });
        Assert.Equal((Text, "english", TimeSpan.FromSeconds(10)), (verbose.Text, verbose.Language, verbose.Duration));
        Assert.Equal([0.5, 3, 7], verbose.Segments.Select(segment => segment.StartTime.TotalSeconds));
        Assert.Equal(["Good", "day.", "How", "are", "you?", "Fine."], verbose.Words.Select(word => word.Word));

        AudioTranscription subtitles = await client.TranscribeAudioAsync(Audio, new() { ResponseFormat = AudioTranscriptionFormat.Srt });
        Assert.Contains("Good day.", subtitles.Text, StringComparison.Ordinal);
        subtitles = await client.TranscribeAudioAsync(Audio, new() { ResponseFormat = AudioTranscriptionFormat.Vtt });
        Assert.StartsWith("WEBVTT", subtitles.Text, StringComparison.Ordinal);
        AudioTranslation translation = await client.TranslateAudioAsync(Audio);
        Assert.Equal(Text, translation.Text);

        var streamed = "";
        await foreach (var update in client.TranscribeAudioStreamingAsync(Audio, cancellationToken: Stop))
            if (update is StreamingAudioTranscriptionTextDeltaUpdate delta) streamed += delta.Delta;
        Assert.Equal(Text, streamed);
    }

    [Fact]
    public async Task The_dotnet_client_throws_its_error_for_a_wrong_key()
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(() => Client("another").TranscribeAudioAsync(Audio));
        Assert.Equal(401, exception.Status);
    }

    [Fact]
    public async Task The_speech_client_of_microsoft_extensions_runs_its_examples()
    {
        using var client = Client("the-token").AsISpeechToTextClient();

        await using (var stream = File.OpenRead(Audio))
            Assert.Equal(Text, (await client.GetTextAsync(stream, cancellationToken: Stop)).Text);
        await using (var stream = File.OpenRead(Audio))
        {
            var streamed = "";
            await foreach (var update in client.GetStreamingTextAsync(stream, cancellationToken: Stop))
                if (update.Kind == SpeechToTextResponseUpdateKind.TextUpdated) streamed += update.Text;
            Assert.Equal(Text, streamed);
        }
    }

    private AudioClient Client(string key)
        => new("gpt-4o-transcribe", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = BaseUrl });

    private static Segment Scored(double start, string text)
        => ScriptedSpeech.Segment(start, text) with { Scores = new([new(5, System.Text.Encoding.UTF8.GetBytes(text), -0.5)], 0.25, 0) };
}
