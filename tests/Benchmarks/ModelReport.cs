using System.Diagnostics;
using Speech.Audio;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>Load time, real-time factor, time per window and token, and memory of a checkpoint, for each CPU profile.</summary>
internal static class ModelReport
{
    private static readonly int[] BatchSizes = [1, 8, 24];

    /// <param name="model">Folder or dimensions of the model.</param>
    /// <param name="audio">The recording.</param>
    public static async Task<int> PrintAsync(string model, string audio)
    {
        var folder = RandomCheckpoint.FolderOf(model);
        Console.WriteLine($"{model}, {Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, {DateTime.UtcNow:yyyy-MM-dd}");
        Console.WriteLine();
        Console.WriteLine("| profile | load s | audio s | RTF | encoder ms/window | ms/token batch 1 | batch 8 | batch 24 | peak MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var profile in new[] { ComputeProfile.CpuFp32, ComputeProfile.CpuMixed, ComputeProfile.CpuInt8 })
            await PrintAsync(folder, audio, profile);
        Console.WriteLine();
        Console.WriteLine("RTF is measured with at most 100 tokens per window. ms/token is the time of one step divided by its number of "
            + "sequences. Peak memory includes that of the profiles above.");
        return 0;
    }

    private static async Task PrintAsync(string folder, string audio, ComputeProfile profile)
    {
        var watch = Stopwatch.StartNew();
        var options = new WhisperOptions { Profile = profile, MaxNewTokens = 100 };
        double loadSeconds, audioSeconds = 0, transcriptionSeconds;
        await using (var model = WhisperModel.Load(folder, options, BenchmarkEnvironment.Instance))
        {
            loadSeconds = watch.Elapsed.TotalSeconds;
            await foreach (var block in AudioFile.DecodeAsync(audio)) audioSeconds += AudioDecoder.SecondsOf(block.Length);
            watch.Restart();
            await foreach (var _ in model.TranscribeAsync(AudioFile.DecodeAsync(audio), new TranscribeOptions { Language = "en" })) { }
            transcriptionSeconds = watch.Elapsed.TotalSeconds;
        }

        using var networks = new NetworkRunner(folder, profile);
        var noise = networks.CreateNoise();
        var encoder = Measure.Median(5, () => networks.Encoder.Encode(noise).Dispose());
        double[] tokens = [.. BatchSizes.Select(size => networks.MeasureStep(size, runs: 15) / size)];
        Console.WriteLine($"| {profile.Name} | {loadSeconds:F2} | {audioSeconds:F1} | {transcriptionSeconds / audioSeconds:F3} "
            + $"| {encoder:F0} | {tokens[0]:F2} | {tokens[1]:F2} | {tokens[2]:F2} | {ProcessMemory.PeakMegabytes()} |");
    }
}
