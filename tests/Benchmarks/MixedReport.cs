using System.Diagnostics;
using Speech.Audio;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>Latency of short requests while a long file is transcribed; the windows of all requests share one batch.</summary>
internal static class MixedReport
{
    private const int Clients = 8, RequestsPerClient = 4, ShortSeconds = 8;

    /// <param name="model">Folder or dimensions of the model.</param>
    /// <param name="audio">A recording; the short requests send its start, and the long file repeats it.</param>
    /// <param name="minutes">Length of the long file.</param>
    /// <param name="tokens">Maximum number of tokens per window.</param>
    public static async Task<int> PrintAsync(string model, string audio, int minutes, int tokens)
    {
        await using var whisper = WhisperModel.Load(
            RandomCheckpoint.FolderOf(model), new WhisperOptions { MaxNewTokens = tokens }, BenchmarkEnvironment.Instance);
        var samples = new List<float>();
        await foreach (var block in AudioFile.DecodeAsync(audio)) samples.AddRange(block.Span);
        var clip = samples.Take(ShortSeconds * AudioDecoder.SampleRate).ToArray();
        await TranscribeAsync(whisper, clip, 1);

        var (one, _) = await MeasureClientsAsync(whisper, clip, 1);
        var (many, _) = await MeasureClientsAsync(whisper, clip, Clients);
        var watch = Stopwatch.StartNew();
        var repetitions = (int)Math.Ceiling(minutes * 60.0 * AudioDecoder.SampleRate / samples.Count);
        var file = TranscribeAsync(whisper, [.. samples], repetitions);
        var (mixed, longest) = await MeasureClientsAsync(whisper, clip, Clients);
        var isFileTooShort = file.IsCompleted;
        await file;
        var fileSeconds = watch.Elapsed.TotalSeconds;

        Console.WriteLine($"{model}, short requests of {ShortSeconds} s, {RequestsPerClient} per client; a file of {minutes} min; "
            + $"at most {tokens} tokens per window");
        Console.WriteLine();
        Console.WriteLine("| load | median s of a short request | longest s |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine($"| one client | {one:F2} | |");
        Console.WriteLine($"| {Clients} clients | {many:F2} | |");
        Console.WriteLine($"| {Clients} clients and the file | {mixed:F2} | {longest:F2} |");
        Console.WriteLine();
        Console.WriteLine($"with the file : without {mixed / many:F2}; the file took {fileSeconds:F1} s");
        if (isFileTooShort) Console.WriteLine("INVALID: the file was finished before the short requests; increase MINUTES");
        return 0;
    }

    /// <summary>Median and longest time in seconds of the requests of concurrent clients; each sends one request after the other.</summary>
    private static async Task<(double Median, double Longest)> MeasureClientsAsync(WhisperModel whisper, float[] clip, int clients)
    {
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => MeasureClientAsync(whisper, clip)));
        var all = times.SelectMany(time => time).ToList();
        return (Measure.Quantile(all, 0.5), all.Max());
    }

    private static async Task<List<double>> MeasureClientAsync(WhisperModel whisper, float[] clip)
    {
        var times = new List<double>();
        for (var i = 0; i < RequestsPerClient; i++)
        {
            var watch = Stopwatch.StartNew();
            await TranscribeAsync(whisper, clip, 1);
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return times;
    }

    private static async Task TranscribeAsync(WhisperModel whisper, float[] samples, int repetitions)
    {
        await foreach (var _ in whisper.TranscribeAsync(Repeat(), new TranscribeOptions { Language = "en" })) { }

        async IAsyncEnumerable<ReadOnlyMemory<float>> Repeat()
        {
            await Task.CompletedTask;
            for (var i = 0; i < repetitions; i++) yield return samples;
        }
    }
}
