using System.Diagnostics;
using System.Text.RegularExpressions;
using Speech.TestSupport;

namespace Speech.Benchmarks;

/// <summary>This engine against other programs on the same audio, in turn: each run is a process of its own. A program that tells how long it loaded is not charged for that.</summary>
internal static partial class PeersReport
{
    private const int Rounds = 5;

    /// <param name="model">A checkpoint.</param>
    /// <param name="audio">What all transcribe.</param>
    /// <param name="precision">Ours.</param>
    /// <param name="peers">Command lines; <c>{audio}</c> stands for the file.</param>
    public static async Task<int> PrintAsync(string model, string audio, string precision, IReadOnlyList<string> peers)
    {
        string[] ours = [Path.Combine(AppContext.BaseDirectory, "Speech.Benchmarks"), "transcribe", RandomCheckpoint.FolderOf(model), audio, "100", precision];
        var commands = peers.Select(peer => (Name: peer, Arguments: new[] { "/bin/sh", "-c", peer.Replace("{audio}", $"'{audio}'", StringComparison.Ordinal) })).Prepend(("this", ours)).ToList();
        var times = commands.ConvertAll(_ => new List<double>());
        for (var round = 0; round <= Rounds; round++)
            for (var i = 0; i < commands.Count; i++)
            {
                var seconds = await SecondsAsync(commands[i].Item2);
                // The first round fills the disk's cache.
                if (round > 0) times[i].Add(seconds);
            }

        Console.WriteLine($"{model} {precision}, {Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, medians of {Rounds} runs in turn");
        Console.WriteLine();
        Console.WriteLine("| program | s | slowest : fastest | its time : ours |");
        Console.WriteLine("|---|---|---|---|");
        for (var i = 0; i < commands.Count; i++)
        {
            var median = Measure.Quantile(times[i], 0.5);
            Console.WriteLine($"| `{commands[i].Item1}` | {median:F2} | {times[i].Max() / times[i].Min():F2} | {median / Measure.Quantile(times[0], 0.5):F2} |");
        }

        return 0;
    }

    private static async Task<double> SecondsAsync(string[] command)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        var said = await output + await error;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command[^1]} ended with {process.ExitCode}: {said}");
        var told = Told().Matches(said).GroupBy(match => match.Groups[1].Value).ToDictionary(times => times.Key, times => double.Parse(times.Last().Groups[2].Value));
        return told.Count == 2 ? (told["total"] - told["load"]) / 1000 : seconds;
    }

    [GeneratedRegex(@"(load|total) time *= *([0-9.]+) ms")]
    private static partial Regex Told();
}
