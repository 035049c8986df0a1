using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Speech.Benchmarks;

/// <summary>The scenarios of <c>k6/scenarios.js</c> against a running endpoint, where there is no k6: one client, a short and a long clip, assisted and not.</summary>
internal static class LoadReport
{
    public static async Task<int> PrintAsync(string endpoint, string shortClip, string longClip, int seconds)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromMinutes(10) };
        Console.WriteLine("| clip | decoding | requests | avg | min | med | max | p(90) | p(95) |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, path) in new[] { ("short", shortClip), ("long", longClip) })
            foreach (var assisted in new[] { false, true })
            {
                var times = await RunAsync(client, Convert.ToBase64String(await File.ReadAllBytesAsync(path)), assisted, TimeSpan.FromSeconds(seconds));
                Console.WriteLine($"| {name} | {(assisted ? "assisted" : "plain")} | {times.Count} | {string.Join(" | ", Cells(times))} |");
            }

        return 0;
    }

    /// <summary>Seconds of each request, one after the other, until the time is over; at least one.</summary>
    private static async Task<List<double>> RunAsync(HttpClient client, string inputs, bool assisted, TimeSpan duration)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); times.Count == 0 || total.Elapsed < duration;)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await client.PostAsJsonAsync("", new { inputs, parameters = new { batch_size = 24, assisted } });
            var body = await answer.Content.ReadAsStringAsync();
            // An endpoint without an assistant says so: that is no time.
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode}: {body}");
            JsonElement.Parse(body).GetProperty("chunks");
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return times;
    }

    private static IEnumerable<string> Cells(List<double> times)
        => new[] { times.Average(), times.Min(), Measure.Quantile(times, 0.5), times.Max(), Measure.Quantile(times, 0.9), Measure.Quantile(times, 0.95) }.Select(time => $"{time:F2} s");
}
