using System.Diagnostics;
using Speech.Audio;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>What short requests wait while a long one runs: the windows of all of them share one batch and take turns.</summary>
internal static class MixedReport
{
    private const int Clients = 8, RequestsOfEach = 4, ShortSeconds = 8;

    public static async Task<int> PrintAsync(string model, string audio, int minutes, int tokens)
    {
        await using var whisper = WhisperModel.Load(RandomCheckpoint.FolderOf(model), new WhisperOptions { MaxNewTokens = tokens }, BenchmarkEnvironment.Instance);
        var samples = new List<float>();
        await foreach (var block in Engine.DecodeAsync(audio)) samples.AddRange(block.Span);
        var clip = samples.Take(ShortSeconds * AudioDecoder.SampleRate).ToArray();
        await RunAsync(whisper, clip, 1);

        var (one, _) = await ClientsAsync(whisper, clip, 1);
        var (many, _) = await ClientsAsync(whisper, clip, Clients);
        var watch = Stopwatch.StartNew();
        var file = RunAsync(whisper, [.. samples], (int)Math.Ceiling(minutes * 60.0 * AudioDecoder.SampleRate / samples.Count));
        var (mixed, longest) = await ClientsAsync(whisper, clip, Clients);
        var wasRunning = !file.IsCompleted;
        await file;

        Console.WriteLine($"{model}, short requests of {ShortSeconds} s, {RequestsOfEach} by each client; a file of {minutes} min; at most {tokens} tokens a window");
        Console.WriteLine();
        Console.WriteLine("| load | median s of a short request | longest s |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine($"| one client | {one:F2} | |");
        Console.WriteLine($"| {Clients} clients | {many:F2} | |");
        Console.WriteLine($"| {Clients} clients and the file | {mixed:F2} | {longest:F2} |");
        Console.WriteLine();
        Console.WriteLine($"with the file : without {mixed / many:F2}; the file took {watch.Elapsed.TotalSeconds:F1} s{(wasRunning ? "" : " and WAS OVER before the short requests were: take a longer one")}");
        return 0;
    }

    /// <summary>Median and longest seconds of the requests of clients that ask again as soon as they are answered.</summary>
    private static async Task<(double Median, double Longest)> ClientsAsync(WhisperModel whisper, float[] clip, int clients)
    {
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            var own = new List<double>();
            for (var i = 0; i < RequestsOfEach; i++)
            {
                var watch = Stopwatch.StartNew();
                await RunAsync(whisper, clip, 1);
                own.Add(watch.Elapsed.TotalSeconds);
            }

            return own;
        }));
        var all = times.SelectMany(time => time).ToList();
        return (Measure.Quantile(all, 0.5), all.Max());
    }

    private static async Task RunAsync(WhisperModel whisper, float[] samples, int times)
    {
        await foreach (var _ in whisper.TranscribeAsync(Repeated(), new TranscribeOptions { Language = "en" })) { }

        async IAsyncEnumerable<ReadOnlyMemory<float>> Repeated()
        {
            await Task.CompletedTask;
            for (var i = 0; i < times; i++) yield return samples;
        }
    }
}
