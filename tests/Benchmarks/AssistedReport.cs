using System.Diagnostics;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>What an assistant saves on this machine: plain and assisted decoding of the same audio, in turn.</summary>
internal static class AssistedReport
{
    private const int Rounds = 9;

    public static async Task<int> PrintAsync(string model, string assistant, string audio, bool always)
    {
        await using var whisper = WhisperModel.Load(RandomCheckpoint.FolderOf(model), new WhisperOptions { Precision = Precision.Mixed, DraftsAlways = always }, BenchmarkEnvironment.Instance, RandomCheckpoint.FolderOf(assistant));
        Console.WriteLine($"{model} with {assistant}, {Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, medians of {Rounds} rounds of a plain, an assisted and another plain run{(always ? ", drafting even where it does not pay" : "")}");
        Console.WriteLine();
        Console.WriteLine("| batch | plain s | assisted s | plain : assisted, quartiles | plain : plain, quartiles | tokens a pass | accepted of proposed | fell back | same text |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var batch in new[] { 1, 8, 24 }) await PrintAsync(whisper, audio, batch);
        return 0;
    }

    private static async Task PrintAsync(WhisperModel whisper, string audio, int batch)
    {
        var options = new TranscribeOptions { BatchSize = batch };
        var (plain, assisted, gains, noise) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var isSame = true;
        var speculation = default(SpeculationStatistics);
        for (var round = 0; round <= Rounds; round++)
        {
            var (before, plainText) = await RunAsync(whisper, audio, options);
            var own = default(SpeculationStatistics);
            var (seconds, assistedText) = await RunAsync(whisper, audio, options with { Assisted = true, Decoded = window => own += window.Speculation });
            var (after, _) = await RunAsync(whisper, audio, options);
            isSame &= plainText == assistedText;
            // The first round warms up, and teaches the engine what drafting costs.
            if (round == 0) continue;
            plain.AddRange([before, after]);
            assisted.Add(seconds);
            gains.Add((before + after) / 2 / seconds);
            noise.Add(before / after);
            speculation += own;
        }

        Console.WriteLine($"| {batch} | {Measure.Quantile(plain, 0.5):F2} | {Measure.Quantile(assisted, 0.5):F2} | {Quartiles(gains)} | {Quartiles(noise)} | {speculation.TokensPerPass:F2} | {speculation.AcceptanceRate:P0} of {speculation.Proposed} | {(double)speculation.DraftsSkipped / Math.Max(1, speculation.Passes):P0} | {(isSame ? "yes" : "NO")} |");
    }

    private static string Quartiles(List<double> ratios) => $"{Measure.Quantile(ratios, 0.5):F2} ({Measure.Quantile(ratios, 0.25):F2} to {Measure.Quantile(ratios, 0.75):F2})";

    private static async Task<(double Seconds, string Text)> RunAsync(WhisperModel whisper, string audio, TranscribeOptions options)
    {
        var watch = Stopwatch.StartNew();
        var text = "";
        await foreach (var chunk in whisper.TranscribeAsync(Engine.DecodeAsync(audio), options)) text += chunk.Text;
        return (watch.Elapsed.TotalSeconds, text);
    }
}
