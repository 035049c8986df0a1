using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;

namespace Speech.Benchmarks;

/// <summary>When the first text of a long recording arrives, as an event: as a share of the whole time.</summary>
internal static class FirstEventReport
{
    private const int Rounds = 3;

    /// <param name="endpoint">The address of the endpoint.</param>
    /// <param name="audio">The recording.</param>
    /// <param name="minutes">The audio is repeated to this length.</param>
    public static async Task<int> PrintAsync(string endpoint, string audio, int minutes)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = Timeout.InfiniteTimeSpan };
        var samples = new List<float>();
        await foreach (var block in AudioFile.DecodeAsync(audio)) samples.AddRange(block.Span);
        var pcm = new short[minutes * 60 * 16_000];
        for (var at = 0; at < pcm.Length; at++) pcm[at] = (short)(samples[at % samples.Count] * 32_767);
        var body = MemoryMarshal.AsBytes(pcm.AsSpan()).ToArray();
        // The models are loaded by then.
        await RunAsync(client, body[..(16_000 * 2 * 10)]);
        Console.WriteLine("| first event s | first text s | whole s | first text, share |");
        Console.WriteLine("|---|---|---|---|");
        for (var round = 0; round < Rounds; round++)
        {
            var (first, text, whole) = await RunAsync(client, body);
            Console.WriteLine($"| {first:F2} | {text:F2} | {whole:F1} | {text / whole:P1} |");
        }

        return 0;
    }

    private static async Task<(double First, double Text, double Whole)> RunAsync(HttpClient client, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("audio/pcm");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var watch = Stopwatch.StartNew();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (first, text) = (0.0, 0.0);
        while (await reader.ReadLineAsync() is { } line)
        {
            if (first == 0) first = watch.Elapsed.TotalSeconds;
            if (text == 0 && line == "event: chunk") text = watch.Elapsed.TotalSeconds;
            if (line == "event: error") throw new InvalidOperationException(await reader.ReadToEndAsync());
        }

        return (first, text, watch.Elapsed.TotalSeconds);
    }
}
