using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Speech.Benchmarks;

/// <summary>Sends a recording to the realtime route as it is spoken, and measures how soon its text comes.</summary>
internal static class LiveReport
{
    private const int Rate = 16_000;
    private const double PieceSeconds = 0.1, SilenceSeconds = 0.5, EndSeconds = 3;

    /// <param name="endpoint">The address of the endpoint.</param>
    /// <param name="audio">A WAV file with a header of 44 bytes: 16 kHz, mono, 16 bits.</param>
    public static async Task<int> PrintAsync(string endpoint, string audio)
    {
        using var socket = new ClientWebSocket();
        var scheme = endpoint.StartsWith("https", StringComparison.Ordinal) ? "wss" : "ws";
        await socket.ConnectAsync(
            new UriBuilder(endpoint) { Scheme = scheme, Path = "/v1/realtime" }.Uri, CancellationToken.None);
        await SendAsync(socket, """
            {"type":"session.update","session":{"include":["item.input_audio_transcription.interim"],
             "audio":{"input":{"format":{"type":"audio/pcm","rate":16000}}}}}
            """);
        byte[] samples = [.. (await File.ReadAllBytesAsync(audio))[44..], .. new byte[(int)(EndSeconds * Rate) * 2]];
        var watch = Stopwatch.StartNew();
        var turns = new Dictionary<string, Turn>();
        var reading = ReadAsync(socket, turns, watch);
        foreach (var (index, piece) in samples.Chunk((int)(PieceSeconds * Rate) * 2).Index())
        {
            var due = TimeSpan.FromSeconds((index + 1) * PieceSeconds) - watch.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due);
            await SendAsync(socket, $$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(piece)}}"}""");
        }

        await SendAsync(socket, """{"type":"session.update","session":{}}""");
        await reading;
        Console.WriteLine("| seconds | median | longest |");
        Console.WriteLine("|---|---|---|");
        Print("from the start of speech to the first interim text", turns.Values.Select(turn => turn.Interim - turn.Start));
        Print("from the start of speech to the first stable words", turns.Values.Select(turn => turn.Delta - turn.Start));
        Print("from the end of speech to its final text", turns.Values.Select(turn => turn.Final - (turn.End - SilenceSeconds)));
        foreach (var turn in turns.Values) Console.WriteLine($"{turn.Start:F1} to {turn.End:F1}: {turn.Text}");
        return 0;
    }

    private static void Print(string name, IEnumerable<double?> seconds)
    {
        var known = seconds.OfType<double>().ToList();
        if (known.Count > 0) Console.WriteLine($"| {name} ({known.Count}) | {Measure.Quantile(known, 0.5):F2} | {known.Max():F2} |");
    }

    private static Task SendAsync(WebSocket socket, string json)
        => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task ReadAsync(WebSocket socket, Dictionary<string, Turn> turns, Stopwatch watch)
    {
        var (buffer, updates) = (new byte[1 << 20], 0);
        while (updates < 2 || turns.Values.Any(turn => turn.Final is null))
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            var item = JsonElement.Parse(buffer.AsSpan(0, length));
            var type = item.GetProperty("type").GetString()!;
            if (type == "error") throw new InvalidOperationException(item.GetRawText());
            if (type == "session.updated") updates++;
            if (!item.TryGetProperty("item_id", out var id)) continue;
            var turn = turns.TryGetValue(id.GetString()!, out var found) ? found : turns[id.GetString()!] = new Turn();
            var now = watch.Elapsed.TotalSeconds;
            switch (type.Split('.')[^1])
            {
                case "speech_started": turn.Start = item.GetProperty("audio_start_ms").GetInt32() / 1000.0 + 0.3; break;
                case "speech_stopped": turn.End = item.GetProperty("audio_end_ms").GetInt32() / 1000.0; break;
                case "interim": turn.Interim ??= now; break;
                case "delta": turn.Delta ??= now; break;
                case "completed": (turn.Final, turn.Text) = (now, item.GetProperty("transcript").GetString()); break;
                case "failed": throw new InvalidOperationException(item.GetRawText());
            }
        }
    }

    private sealed class Turn
    {
        public double? Start { get; set; }

        public double? End { get; set; }

        public double? Interim { get; set; }

        public double? Delta { get; set; }

        public double? Final { get; set; }

        public string? Text { get; set; }
    }
}
