using System.Diagnostics;
using System.Net;
using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>A host starts with a damaged model, whose files are mended some seconds later: health notices it soon.</summary>
internal static class MendedModels
{
    private static readonly TimeSpan MendLimit = TimeSpan.FromSeconds(10), PollInterval = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, Func<byte[], byte[]?>> Damages = new()
    {
        ["missing"] = _ => null,
        ["empty"] = _ => [],
        ["cut off"] = content => content[..(content.Length / 2)],
    };

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        string[] files = size.IsLong ? ["config.json", "model.safetensors", "vocab.json"] : ["model.safetensors"];
        var (random, times) = (new Random(5), new List<TimeSpan>());
        foreach (var file in files)
            foreach (var damage in Damages.Keys)
            {
                var seconds = size.IsLong ? 2 + 10 * random.NextDouble() : 2;
                times.Add(await MendAsync(file, damage, TimeSpan.FromSeconds(seconds), cancellationToken));
            }
        return $"{times.Count} damaged models: none was healthy; each was {times.Max().TotalSeconds:0.0} s after its mend at most";
    }

    /// <summary>The time from the mend of a file until the host is healthy.</summary>
    private static async Task<TimeSpan> MendAsync(string file, string damage, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var settings = Models.Tiny(folder);
        var whole = await File.ReadAllBytesAsync(folder.Sub(file), cancellationToken);
        File.Delete(folder.Sub(file));
        if (Damages[damage](whole) is { } damaged) await File.WriteAllBytesAsync(folder.Sub(file), damaged, cancellationToken);
        using var host = new HostProcess(settings);
        using var client = await host.ConnectAsync(cancellationToken);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < delay;)
            LawBrokenException.Unless(!await IsHealthyAsync(client, cancellationToken), $"{file} {damage}: healthy");

        await File.WriteAllBytesAsync(folder.Sub(file), whole, cancellationToken);
        var mended = Stopwatch.GetTimestamp();
        while (!await IsHealthyAsync(client, cancellationToken))
            LawBrokenException.Unless(
                Stopwatch.GetElapsedTime(mended) < MendLimit, $"{file} {damage}: not noticed in {MendLimit.TotalSeconds} s");
        return Stopwatch.GetElapsedTime(mended);
    }

    /// <summary>Asks, and then waits until it is time to ask again.</summary>
    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("/health", cancellationToken);
        if (response.StatusCode is HttpStatusCode.OK) return true;
        LawBrokenException.Unless(response.StatusCode is HttpStatusCode.ServiceUnavailable, $"Health is {response.StatusCode}");
        await Task.Delay(PollInterval, cancellationToken);
        return false;
    }
}
