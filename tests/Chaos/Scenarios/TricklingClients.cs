using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Speech.Chaos.Support;

namespace Speech.Chaos.Scenarios;

/// <summary>Clients that send their bodies slowly, from addresses of their own: they change the median of another client by less than a
/// fifth.</summary>
internal static class TricklingClients
{
    private const int Count = 8, BytesPerTenth = 512;
    private const double MaxChange = 0.2;

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var host = new HostProcess(Models.Demo);
        using var client = await host.ConnectAsync(cancellationToken);
        var audio = Models.English;
        // Until the first requests have compiled everything.
        await MeasureAsync(client, audio, size.MeasuredRequests, cancellationToken);
        var alone = await MeasureAsync(client, audio, size.MeasuredRequests, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var trickling = Enumerable.Range(0, Count).Select(number => TrickleAsync(client.BaseAddress!, number, stop.Token)).ToList();
        var together = await MeasureAsync(client, audio, size.MeasuredRequests, cancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(trickling);
        var change = together / alone - 1;
        LawBrokenException.Unless(change < MaxChange, $"The median changed from {alone * 1000:0} to {together * 1000:0} ms");
        return $"median of {size.MeasuredRequests} requests {alone * 1000:0} ms alone, {together * 1000:0} ms with {Count} clients at "
            + $"5 KB/s ({change:+0 %;-0 %})";
    }

    private static async Task<double> MeasureAsync(HttpClient client, byte[] audio, int requests, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (var request = 0; request < requests; request++)
        {
            using var content = new ByteArrayContent(audio);
            content.Headers.TryAddWithoutValidation("Content-Type", "audio/wav");
            var started = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync("/", content, cancellationToken);
            LawBrokenException.Unless(response.StatusCode is HttpStatusCode.OK, $"A request was answered {response.StatusCode}");
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }

    /// <summary>Sends a body of many megabytes in small pieces, and begins again when it is refused.</summary>
    private static async Task TrickleAsync(Uri host, int number, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + number)]), 0));
                await socket.ConnectAsync(host.Host, host.Port, cancellationToken);
                await socket.SendAsync(
                    Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: audio/wav\r\nContent-Length: 50000000\r\n\r\n"),
                    cancellationToken);
                while (true)
                {
                    await socket.SendAsync(new byte[BytesPerTenth], cancellationToken);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Refused for its rate, or the end of the measurement.
            }
        }
    }
}
