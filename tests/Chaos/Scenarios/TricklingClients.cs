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
    private const int Count = 8, BytesPerTenth = 512, Blocks = 4;
    private const double MaxChange = 0.2;

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var host = new HostProcess(Models.Demo);
        using var client = await host.ConnectAsync(cancellationToken);
        var audio = Models.Clip(0, seconds: 6);
        // Until the first requests have compiled everything.
        await MeasureAsync(client, audio, size.MeasuredRequests / Blocks, [], cancellationToken);
        // In turns, since other programs use the machine, too.
        List<double> alone = [], together = [];
        for (var block = 0; block < Blocks; block++)
        {
            await MeasureAsync(client, audio, size.MeasuredRequests / Blocks, alone, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var trickling = Enumerable.Range(0, Count).Select(number => TrickleAsync(client.BaseAddress!, number, stop.Token)).ToList();
            await MeasureAsync(client, audio, size.MeasuredRequests / Blocks, together, cancellationToken);
            await stop.CancelAsync();
            await Task.WhenAll(trickling);
        }
        var (first, second) = (MedianOf(alone), MedianOf(together));
        LawBrokenException.Unless(second / first - 1 < MaxChange, $"The median changed from {first * 1000:0} to {second * 1000:0} ms");
        return $"median of {alone.Count} requests {first * 1000:0} ms alone, {second * 1000:0} ms with {Count} clients at 5 KB/s "
            + $"({second / first - 1:+0 %;-0 %})";
    }

    private static double MedianOf(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static async Task MeasureAsync(
        HttpClient client, byte[] audio, int requests, List<double> seconds, CancellationToken cancellationToken)
    {
        for (var request = 0; request < requests; request++)
        {
            using var content = new ByteArrayContent(audio);
            content.Headers.TryAddWithoutValidation("Content-Type", "audio/wav");
            var started = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync("/", content, cancellationToken);
            LawBrokenException.Unless(response.StatusCode is HttpStatusCode.OK, $"A request was answered {response.StatusCode}");
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
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
