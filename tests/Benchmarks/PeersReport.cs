using System.Diagnostics;
using System.Text.RegularExpressions;
using Speech.TestSupport;

namespace Speech.Benchmarks;

/// <summary>
/// Compares programs on the same audio: interleaved runs, each in a process of its own. If a program prints its load time, that is
/// subtracted; the client of a running host pays for no load.
/// </summary>
internal static partial class PeersReport
{
    private const int Rounds = 5;

    /// <param name="audio">The recording that every program transcribes.</param>
    /// <param name="lines">
    /// Command lines of the programs; <c>{audio}</c> stands for the file. Times are compared with those of the first.
    /// </param>
    public static async Task<int> PrintAsync(string audio, IReadOnlyList<string> lines)
    {
        List<Command> commands = [.. lines.Select(line => Command.ForShell(line, audio))];
        var times = commands.ConvertAll(_ => new List<double>());
        for (var round = 0; round <= Rounds; round++)
            for (var i = 0; i < commands.Count; i++)
            {
                var seconds = await MeasureAsync(commands[i].Arguments);
                // The first round fills the page cache.
                if (round > 0) times[i].Add(seconds);
            }

        Console.WriteLine($"{Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, medians of {Rounds} interleaved runs");
        Console.WriteLine();
        Console.WriteLine("| program | s | slowest : fastest | its time : that of the first |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (command, seconds) in commands.Zip(times))
        {
            var median = Measure.Quantile(seconds, 0.5);
            Console.WriteLine($"| `{command.Name}` | {median:F2} | {seconds.Max() / seconds.Min():F2} "
                + $"| {median / Measure.Quantile(times[0], 0.5):F2} |");
        }

        return 0;
    }

    /// <summary>Seconds of a run: total time less load time if the program prints both, otherwise the time of the process.</summary>
    private static async Task<double> MeasureAsync(string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var elapsed = watch.Elapsed.TotalSeconds;
        var output = await stdout + await stderr;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{arguments[^1]} exited with code {process.ExitCode}: {output}");
        var printed = PrintedTime().Matches(output).GroupBy(match => match.Groups[1].Value)
            .ToDictionary(group => group.Key, group => double.Parse(group.Last().Groups[2].Value));
        return printed.Count == 2 ? (printed["total"] - printed["load"]) / 1000 : elapsed;
    }

    [GeneratedRegex(@"(load|total) time *= *([0-9.]+) ms")]
    private static partial Regex PrintedTime();

    /// <param name="Name">The name in the table.</param>
    /// <param name="Arguments">The executable and its arguments.</param>
    private sealed record Command(string Name, string[] Arguments)
    {
        public static Command ForShell(string line, string audio)
            => new(line, ["/bin/sh", "-c", line.Replace("{audio}", $"'{audio}'", StringComparison.Ordinal)]);
    }
}
