using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Speech.Benchmarks;

/// <summary>
/// The scenarios of <c>k6/scenarios.js</c> without k6: one client of a running endpoint, a short and a long clip, plain and assisted.
/// </summary>
internal static class LoadReport
{
    /// <param name="endpoint">Base address of an endpoint with an assistant model.</param>
    /// <param name="shortClip">The short clip.</param>
    /// <param name="longClip">The long clip.</param>
    /// <param name="seconds">Duration of each scenario.</param>
    public static async Task<int> PrintAsync(string endpoint, string shortClip, string longClip, int seconds)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromMinutes(10) };
        Console.WriteLine("| clip | decoding | requests | avg | min | med | max | p(90) | p(95) |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (name, path) in new[] { ("short", shortClip), ("long", longClip) })
            foreach (var assisted in new[] { false, true })
            {
                var inputs = Convert.ToBase64String(await File.ReadAllBytesAsync(path));
                var times = await RunAsync(client, inputs, assisted, TimeSpan.FromSeconds(seconds));
                Console.WriteLine($"| {name} | {(assisted ? "assisted" : "plain")} | {times.Count} | {string.Join(" | ", Cells(times))} |");
            }

        return 0;
    }

    /// <summary>Sends requests one after the other until the duration has elapsed, at least one.</summary>
    /// <returns>Seconds of each request.</returns>
    /// <exception cref="InvalidOperationException">The endpoint returned an error, for example because it has no assistant.</exception>
    private static async Task<List<double>> RunAsync(HttpClient client, string inputs, bool assisted, TimeSpan duration)
    {
        var times = new List<double>();
        for (var total = Stopwatch.StartNew(); times.Count == 0 || total.Elapsed < duration;)
        {
            var watch = Stopwatch.StartNew();
            using var response = await client.PostAsJsonAsync("", new { inputs, parameters = new { batch_size = 24, assisted } });
            var body = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
            JsonElement.Parse(body).GetProperty("chunks");
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return times;
    }

    private static IEnumerable<string> Cells(List<double> times)
    {
        double[] statistics =
        [
            times.Average(), times.Min(), Measure.Quantile(times, 0.5), times.Max(), Measure.Quantile(times, 0.9),
            Measure.Quantile(times, 0.95),
        ];
        return statistics.Select(seconds => $"{seconds:F2} s");
    }
}
