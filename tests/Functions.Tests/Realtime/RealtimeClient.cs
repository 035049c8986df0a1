using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Realtime;

/// <summary>A client of the realtime route.</summary>
internal sealed class RealtimeClient : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public ClientWebSocket Socket { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Uri AddressOf(Endpoint endpoint)
        => new UriBuilder(endpoint.Client.BaseAddress!) { Scheme = "ws", Path = "/v1/realtime", Query = "intent=transcription" }.Uri;

    /// <summary>Connects, and reads the first event.</summary>
    public static async Task<RealtimeClient> ConnectAsync(Endpoint endpoint)
    {
        var client = new RealtimeClient();
        await client.Socket.ConnectAsync(AddressOf(endpoint), Stop);
        Assert.Equal("session.created", (await client.ReadAsync()).GetProperty("type").GetString());
        return client;
    }

    public Task SendAsync(string json) => Socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Stop);

    /// <summary>Sends audio of 24 kHz: a level that counts as speech, or silence.</summary>
    public async Task SendAudioAsync(double seconds, bool isSpeech, int rate = 24_000)
    {
        for (var rest = (int)(seconds * rate); rest > 0; rest -= rate / 10)
        {
            var samples = new short[Math.Min(rate / 10, rest)];
            if (isSpeech) Array.Fill(samples, (short)3_000);
            await SendAsync(Append(Wave.Pcm(samples, bigEndian: false)));
        }
    }

    public static string Append(byte[] audio)
        => JsonSerializer.Serialize(new { type = "input_audio_buffer.append", audio = Convert.ToBase64String(audio) });

    /// <summary>The next event; its id is checked to be present.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await Socket.ReceiveAsync(_buffer.AsMemory(length), Stop);
            if (received.MessageType is WebSocketMessageType.Close) throw new EndOfStreamException(Socket.CloseStatusDescription);
            length += received.Count;
        }
        while (!received.EndOfMessage);
        var item = JsonElement.Parse(_buffer.AsSpan(0, length));
        Assert.StartsWith("event_", item.GetProperty("event_id").GetString(), StringComparison.Ordinal);
        return item;
    }

    /// <summary>The next event of a type; the ones before are skipped.</summary>
    public async Task<JsonElement> ReadAsync(string type)
    {
        while (true)
            if (await ReadAsync() is var item && item.GetProperty("type").GetString() == type) return item;
            else Assert.NotEqual("error", item.GetProperty("type").GetString());
    }

    /// <summary>The next event, which must be an error.</summary>
    public async Task<JsonElement> ReadErrorAsync()
    {
        var item = await ReadAsync();
        Assert.Equal("error", item.GetProperty("type").GetString());
        return item.GetProperty("error");
    }

    /// <summary>The status of the end of the connection, which must be next.</summary>
    public async Task<WebSocketCloseStatus?> ReadCloseAsync()
    {
        await Assert.ThrowsAsync<EndOfStreamException>(ReadAsync);
        var status = Socket.CloseStatus;
        // The endpoint waits for it only for a moment of its own clock.
        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return status;
    }

    public void Dispose() => Socket.Dispose();
}
