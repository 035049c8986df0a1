using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Realtime;

/// <summary>Who may connect, how many, and for how long.</summary>
public sealed class RealtimeConnectionTests : RealtimeTestBase
{
    [Fact]
    public async Task The_token_is_needed_and_may_be_a_subprotocol()
    {
        const string token = "a token/with=characters";
        await using var endpoint = await StartAsync(("API_TOKEN", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(endpoint, _ => { }));
        foreach (var protocol in new[] { "openai-insecure-api-key.wrong", "api-token-base64url.a" })
            Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(endpoint, socket => socket.Options.AddSubProtocol(protocol)));

        using var byHeader = new RealtimeClient();
        byHeader.Socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await byHeader.Socket.ConnectAsync(RealtimeClient.AddressOf(endpoint), Stop);
        await byHeader.ReadAsync("session.created");

        using var bySubprotocol = new RealtimeClient();
        bySubprotocol.Socket.Options.AddSubProtocol("realtime");
        bySubprotocol.Socket.Options.AddSubProtocol(
            "api-token-base64url." + System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token)));
        await bySubprotocol.Socket.ConnectAsync(RealtimeClient.AddressOf(endpoint), Stop);
        Assert.Equal("realtime", bySubprotocol.Socket.SubProtocol);
        await bySubprotocol.ReadAsync("session.created");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("own", true)]
    [InlineData("https://pages.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("null", false)]
    public async Task Pages_of_other_origins_need_permission(string? origin, bool isAllowed)
    {
        await using var endpoint = await StartAsync(("CORS_ORIGINS", "https://pages.example.com"));
        if (origin == "own") origin = $"http://{endpoint.Client.BaseAddress!.Authority}";
        void SetOrigin(ClientWebSocket socket)
        {
            if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        }

        if (!isAllowed) Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(endpoint, SetOrigin));
        else
        {
            using var client = new RealtimeClient();
            SetOrigin(client.Socket);
            await client.Socket.ConnectAsync(RealtimeClient.AddressOf(endpoint), Stop);
            await client.ReadAsync("session.created");
        }
    }

    [Fact]
    public async Task A_request_without_an_upgrade_is_426()
    {
        await using var endpoint = await StartAsync();
        var answer = await endpoint.GetAsync("/v1/realtime");
        Assert.Equal(426, answer.Status);
        Assert.Contains("WebSocket", answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_number_of_sessions_is_limited_and_a_client_that_goes_away_frees_everything()
    {
        await using var endpoint = await StartAsync(("REALTIME_SESSIONS", "1"));
        Model.Gate = new TaskCompletionSource().Task;
        var gate = endpoint.Services.GetRequiredService<PermitGate>();
        using (var client = await RealtimeClient.ConnectAsync(endpoint))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await RefusedAsync(endpoint, _ => { }));
            Assert.Equal(0, gate.InFlight);
            await client.SendAudioAsync(2, isSpeech: true);
            await Model.Started.ReadAsync(Stop);
            Assert.Equal(1, gate.InFlight);
            client.Socket.Abort();
        }

        Assert.True(await Model.Ended.ReadAsync(Stop));
        // The session ends shortly after its decoding.
        await Endpoint.RepeatAsync(
            async () => new Answer((int)await TryConnectAsync(endpoint), "", null!, null!), answer => answer.Status == 101);
        Assert.Equal(0, gate.InFlight);
    }

    [Fact]
    public async Task Sessions_end_after_a_time_without_messages_and_after_their_longest_duration()
    {
        var time = new TimerTime();
        await using var endpoint = await StartAsync(time, ("REALTIME_IDLE_SECONDS", "90"), ("REALTIME_MINUTES", "2"));
        using var busy = await RealtimeClient.ConnectAsync(endpoint);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(90));
        time.Advance(TimeSpan.FromSeconds(60));
        await busy.SendAsync("""{"type":"session.update","session":{}}""");
        await busy.ReadAsync("session.updated");
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("session_expired", (await busy.ReadErrorAsync()).GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await busy.ReadCloseAsync());

        using var idle = await RealtimeClient.ConnectAsync(endpoint);
        await time.WaitForTimerAsync(TimeSpan.FromSeconds(90));
        time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("idle_timeout", (await idle.ReadErrorAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_session_that_waits_for_a_text_is_not_idle()
    {
        var gate = new TaskCompletionSource();
        Model.Gate = gate.Task;
        var time = new TimerTime();
        await using var endpoint = await StartAsync(time, ("REALTIME_IDLE_SECONDS", "90"), ("REALTIME_MINUTES", "60"));
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync("""{"type":"session.update","session":{"audio":{"input":{"turn_detection":null}}}}""");
        await client.ReadAsync("session.updated");
        await client.SendAudioAsync(1.2, isSpeech: true);
        await client.SendAsync("""{"type":"input_audio_buffer.commit"}""");
        await client.ReadAsync("input_audio_buffer.committed");
        for (var i = 0; i < 3; i++)
        {
            await time.WaitForTimerAsync(TimeSpan.FromSeconds(90));
            time.Advance(TimeSpan.FromSeconds(90));
        }

        gate.SetResult();
        Assert.Equal("one", (await client.ReadAsync(Item + "completed")).GetProperty("transcript").GetString());
    }

    [Fact]
    public async Task Messages_and_buffers_are_limited()
    {
        await using var endpoint = await StartAsync(("REALTIME_MESSAGE_KB", "64"), ("REALTIME_BUFFER_SECONDS", "10"));
        using var client = await RealtimeClient.ConnectAsync(endpoint);
        await client.SendAsync("""{"type":"session.update","session":{"audio":{"input":{"turn_detection":null}}}}""");
        await client.ReadAsync("session.updated");
        await client.SendAudioAsync(10.1, isSpeech: true);
        Assert.Contains("at most 10 s", (await client.ReadErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
        await client.SendAsync(RealtimeClient.Append(new byte[64 * 1024]));
        Assert.Equal("message_too_large", (await client.ReadErrorAsync()).GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await client.ReadCloseAsync());
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_503_before_the_connection()
    {
        await using var endpoint = await Endpoint.StartAsync(
            loader: new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException("gone"))));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RefusedAsync(endpoint, _ => { }));
    }

    private static async Task<HttpStatusCode> RefusedAsync(Endpoint endpoint, Action<ClientWebSocket> configure)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(RealtimeClient.AddressOf(endpoint), Stop));
        return socket.HttpStatusCode;
    }

    private static async Task<HttpStatusCode> TryConnectAsync(Endpoint endpoint)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await ((Task)socket.ConnectAsync(RealtimeClient.AddressOf(endpoint), Stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return socket.HttpStatusCode;
    }
}
