using System.Diagnostics;
using Speech.Audio;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>What a checkpoint costs on this machine.</summary>
internal static class ModelReport
{
    private static readonly int[] Batches = [1, 8, 24];

    public static async Task<int> PrintAsync(string model, string audio)
    {
        var folder = RandomCheckpoint.FolderOf(model);
        Console.WriteLine($"{model}, {Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine();
        Console.WriteLine("| profile | load s | audio s | RTF | encoder ms/window | ms/token batch 1 | batch 8 | batch 24 | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var profile in new[] { ComputeProfile.CpuFp32, ComputeProfile.CpuMixed, ComputeProfile.CpuInt8 }) await PrintAsync(folder, audio, profile);
        Console.WriteLine();
        Console.WriteLine("RTF: seconds of work a second of audio, at most 100 tokens a window. ms/token: one step divided by its rows. Peak memory is the process's so far.");
        return 0;
    }

    private static async Task PrintAsync(string folder, string audio, ComputeProfile profile)
    {
        var watch = Stopwatch.StartNew();
        double load, seconds = 0, work;
        await using (var model = WhisperModel.Load(folder, new WhisperOptions { Profile = profile, MaxNewTokens = 100 }, BenchmarkEnvironment.Instance))
        {
            load = watch.Elapsed.TotalSeconds;
            await foreach (var block in Engine.DecodeAsync(audio)) seconds += (double)block.Length / AudioDecoder.SampleRate;
            watch.Restart();
            await foreach (var _ in model.TranscribeAsync(Engine.DecodeAsync(audio), new TranscribeOptions { Language = "en" })) { }
            work = watch.Elapsed.TotalSeconds;
        }

        using var engine = new Engine(folder, profile);
        var noise = engine.Noise();
        var encoder = Measure.Median(5, () => engine.Encoder.Encode(noise).Dispose());
        double[] steps = [.. Batches.Select(rows => engine.StepMilliseconds(rows, 15) / rows)];
        Console.WriteLine($"| {profile.Name} | {load:F2} | {seconds:F1} | {work / seconds:F3} | {encoder:F0} | {steps[0]:F2} | {steps[1]:F2} | {steps[2]:F2} | {ProcessMemory.PeakMegabytes()} |");
    }
}
