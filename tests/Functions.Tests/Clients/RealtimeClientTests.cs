using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Realtime;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

#pragma warning disable OPENAI002 // The realtime client is marked as a preview.

namespace Speech.Functions.Tests.Clients;

/// <summary>OpenAI's own clients for the realtime API, in its transcription mode.</summary>
public sealed class RealtimeClientTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Endpoint _endpoint = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Uri BaseUrl => new(_endpoint.Client.BaseAddress!, "v1");

    private string Audio => _folder.PathOf("speech.pcm");

    public async ValueTask InitializeAsync()
    {
        short[] samples = [.. Enumerable.Repeat((short)3_000, 24_000 * 22 / 10), .. new short[24_000]];
        await File.WriteAllBytesAsync(Audio, Wave.Pcm(samples, bigEndian: false), Stop);
        _endpoint = await Endpoint.StartAsync(loader: FakeLoader.Of(new GrowingSpeech()), settings: [("API_TOKEN", "the-token")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_javascript_client_transcribes()
    {
        NodeClient.Require("openai");
        var (exitCode, output, errors) = await NodeClient.RunWithTokenAsync(
            "the-token", "--experimental-websocket", "realtime.mjs", BaseUrl.ToString(), Audio);
        Assert.True(exitCode == 0, errors);
        var seen = JsonElement.Parse(output);
        Assert.Equal("""["one two"]""", seen.GetProperty("texts").GetRawText());
        Assert.Equal("one two", seen.GetProperty("deltas").GetString());
        Assert.Equal(
            ["session.created", "session.updated", "input_audio_buffer.speech_started"],
            seen.GetProperty("events").EnumerateArray().Take(3).Select(item => item.GetString()));
    }

    [Fact]
    public async Task The_dotnet_client_transcribes()
    {
        var client = new RealtimeClient(new ApiKeyCredential("the-token"), new RealtimeClientOptions { Endpoint = BaseUrl });
        using var session = await client.StartTranscriptionSessionAsync(cancellationToken: Stop);
        await using (var audio = File.OpenRead(Audio)) await session.SendInputAudioAsync(audio, Stop);
        await foreach (var update in session.ReceiveUpdatesAsync(Stop))
            if (update is RealtimeServerUpdateConversationItemInputAudioTranscriptionCompleted completed)
            {
                Assert.Equal("one two", completed.Transcript);
                return;
            }
            else
                Assert.IsNotType<RealtimeServerUpdateError>(update);
        Assert.Fail("the connection ended before the text");
    }
}
