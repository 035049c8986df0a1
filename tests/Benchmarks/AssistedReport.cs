using System.Diagnostics;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>Speed-up by an assistant model: plain and assisted decoding of the same audio, interleaved.</summary>
internal static class AssistedReport
{
    private const int Rounds = 9;

    /// <param name="model">Folder or dimensions of the main model.</param>
    /// <param name="assistant">Folder or dimensions of the assistant model.</param>
    /// <param name="audio">The recording.</param>
    /// <param name="always">Whether tokens are drafted even where that is slower.</param>
    public static async Task<int> PrintAsync(string model, string assistant, string audio, bool always)
    {
        var options = new WhisperOptions { Precision = Precision.Mixed, DraftsAlways = always };
        await using var whisper = WhisperModel.Load(
            RandomCheckpoint.FolderOf(model), options, BenchmarkEnvironment.Instance, RandomCheckpoint.FolderOf(assistant));
        Console.WriteLine($"{model} with {assistant}, {Path.GetFileName(audio)}, {Environment.ProcessorCount} cores, "
            + $"medians of {Rounds} rounds of a plain, an assisted and another plain run{(always ? ", drafting forced" : "")}");
        Console.WriteLine();
        Console.WriteLine("| batch | plain s | assisted s | plain : assisted (quartiles) | plain : plain (quartiles) | tokens per pass "
            + "| accepted of proposed | drafts skipped | same text |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var batch in new[] { 1, 8, 24 }) await PrintAsync(whisper, audio, batch);
        return 0;
    }

    private static async Task PrintAsync(WhisperModel whisper, string audio, int batch)
    {
        var plainOptions = new TranscribeOptions { BatchSize = batch };
        var (plain, assisted) = (new List<double>(), new List<double>());
        var (speedUps, noise) = (new List<double>(), new List<double>());
        var isSame = true;
        var total = default(SpeculationStatistics);
        for (var round = 0; round <= Rounds; round++)
        {
            var speculation = default(SpeculationStatistics);
            var assistedOptions = plainOptions with { Assisted = true, Decoded = window => speculation += window.Speculation };
            var (before, plainText) = await TranscribeAsync(whisper, audio, plainOptions);
            var (seconds, assistedText) = await TranscribeAsync(whisper, audio, assistedOptions);
            var (after, _) = await TranscribeAsync(whisper, audio, plainOptions);
            isSame &= plainText == assistedText;
            // The first round warms up the process, and the draft length controller learns the costs.
            if (round == 0) continue;
            plain.AddRange([before, after]);
            assisted.Add(seconds);
            speedUps.Add((before + after) / 2 / seconds);
            noise.Add(before / after);
            total += speculation;
        }

        var skipped = (double)total.DraftsSkipped / Math.Max(1, total.Passes);
        Console.WriteLine($"| {batch} | {Measure.Quantile(plain, 0.5):F2} | {Measure.Quantile(assisted, 0.5):F2} "
            + $"| {Quartiles(speedUps)} | {Quartiles(noise)} | {total.TokensPerPass:F2} | {total.AcceptanceRate:P0} of {total.Proposed} "
            + $"| {skipped:P0} | {(isSame ? "yes" : "NO")} |");
    }

    private static string Quartiles(List<double> ratios)
        => $"{Measure.Quantile(ratios, 0.5):F2} ({Measure.Quantile(ratios, 0.25):F2} to {Measure.Quantile(ratios, 0.75):F2})";

    private static async Task<(double Seconds, string Text)> TranscribeAsync(WhisperModel whisper, string audio, TranscribeOptions options)
    {
        var watch = Stopwatch.StartNew();
        var text = "";
        await foreach (var chunk in whisper.TranscribeAsync(AudioFile.DecodeAsync(audio), options)) text += chunk.Text;
        return (watch.Elapsed.TotalSeconds, text);
    }
}
