using System.Diagnostics;
using System.Net.Http.Headers;

namespace Speech.Benchmarks;

/// <summary>From the start of a process to its first transcript: interleaved runs of hosts, each in a process of its own.</summary>
internal static class StartReport
{
    private const int Rounds = 5;
    private const string Listening = "Listening on ";

    /// <param name="audio">The recording of the first request.</param>
    /// <param name="hosts">Hosts to compare: <c>HOST [NAME=VALUE ...]</c>, a program or a dll, with settings for the process.</param>
    public static async Task<int> PrintAsync(string audio, IReadOnlyList<string> hosts)
    {
        var body = await File.ReadAllBytesAsync(audio);
        var runs = hosts.Select(_ => new List<Run>()).ToList();
        for (var round = 0; round <= Rounds; round++)
            for (var i = 0; i < hosts.Count; i++)
            {
                var run = await RunAsync(hosts[i].Split(' '), body);
                // The first round fills the page cache.
                if (round > 0) runs[i].Add(run);
            }

        Console.WriteLine("| host | ready s | first answer s | its time : that of the first host | processor s | second answer s |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (host, results) in hosts.Zip(runs))
            Console.WriteLine($"| `{host}` | {Median(results, run => run.Listening)} | {Median(results, run => run.First)} "
                + $"| {Measure.Quantile(results.Zip(runs[0], (run, reference) => run.First / reference.First), 0.5):F2} "
                + $"| {Median(results, run => run.Processor)} | {Median(results, run => run.Second)} |");
        return 0;
    }

    private static async Task<Run> RunAsync(string[] host, byte[] body)
    {
        string[] command = host[0].EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", host[0]] : [host[0]];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        foreach (var setting in host[1..]) start.Environment[setting.Split('=')[0]] = setting[(setting.IndexOf('=') + 1)..];
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            string line;
            do line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{host[0]} has exited.");
            while (!line.StartsWith(Listening, StringComparison.Ordinal));
            var listening = watch.Elapsed;
            using var client = new HttpClient { BaseAddress = new Uri(line[Listening.Length..].Split(' ')[0]) };
            await PostAsync(client, body);
            var first = watch.Elapsed;
            var processor = process.TotalProcessorTime;
            await PostAsync(client, body);
            return new(
                listening.TotalSeconds, first.TotalSeconds, (watch.Elapsed - first).TotalSeconds, processor.TotalSeconds);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("audio/wav") } };
        using var response = await client.PostAsync("/", content);
        response.EnsureSuccessStatusCode();
    }

    private static string Median(List<Run> runs, Func<Run, double> time)
        => $"{Measure.Quantile(runs.Select(time), 0.5):F2} ({runs.Min(time):F2} to {runs.Max(time):F2})";

    /// <summary>Seconds of one process.</summary>
    /// <param name="Listening">Seconds from its start to the line that it is listening.</param>
    /// <param name="First">From its start to the first answer.</param>
    /// <param name="Second">Duration of the second request.</param>
    /// <param name="Processor">Processor time until the first answer.</param>
    private sealed record Run(double Listening, double First, double Second, double Processor);
}
