using Speech.TestSupport.Scoring;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>How right a checkpoint is on clips with a known text: in each precision, with and without its assistant, and in the times of its words.</summary>
internal static class ClipsReport
{
    private static readonly (Precision Precision, bool Assisted, int Batch)[] s_manners =
    [
        (Precision.Fp32, false, 1), (Precision.Fp32, true, 1), (Precision.Fp32, true, 8),
        (Precision.Mixed, false, 8), (Precision.Mixed, true, 8), (Precision.Int8, false, 8), (Precision.Int8, true, 8),
    ];

    /// <param name="model">A checkpoint.</param>
    /// <param name="assistant">Its assistant.</param>
    /// <param name="folder">NAME.wav, each with NAME.tsv (speaker, tab, text; in order) and NAME.words (start in seconds, tab, word).</param>
    public static async Task<int> PrintAsync(string model, string assistant, string folder)
    {
        var clips = Directory.GetFiles(folder, "*.wav").Order().ToList();
        Console.WriteLine($"{model} with {assistant}, {clips.Count} clips; drafts are made even where they do not pay");
        Console.WriteLine();
        Console.WriteLine("| precision | decoding | clips at once | words wrong | same text as fp32 | and times | words that begin within 0.25 s | off, 5 % to 95 % | tokens a pass |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        List<Heard>? first = null;
        foreach (var (precision, assisted, batch) in s_manners)
        {
            await using var whisper = WhisperModel.Load(model, new WhisperOptions { Precision = precision, MaxBatchSize = batch, DraftsAlways = true }, BenchmarkEnvironment.Instance, assistant);
            var heard = new List<Heard>();
            foreach (var together in clips.Chunk(batch)) heard.AddRange(await Task.WhenAll(together.Select(clip => HearAsync(whisper, clip, assisted))));
            first ??= heard;
            Print(precision, assisted, batch, clips, heard, first);
        }

        return 0;
    }

    private static void Print(Precision precision, bool assisted, int batch, List<string> clips, List<Heard> heard, List<Heard> first)
    {
        var (errors, words, off) = (0, 0, new List<double>());
        foreach (var (clip, own) in clips.Zip(heard))
        {
            string[] said = [.. File.ReadLines(Path.ChangeExtension(clip, ".tsv")).SelectMany(line => line.Split('\t')[1].Split(' '))];
            errors += SpeakerWordError.Distance(said, [.. own.Words.Select(word => word.Text.Trim())]);
            words += said.Length;
            foreach (var (start, word) in File.ReadLines(Path.ChangeExtension(clip, ".words")).Select(line => line.Split('\t')).Select(parts => (double.Parse(parts[0]), parts[1])))
            {
                // Only words that were heard have a time.
                var same = own.Words.Where(other => other.Text.Trim() == word).ToList();
                if (same.Count == 0) continue;
                off.Add(same.Select(other => other.Start - start).MinBy(Math.Abs));
            }
        }

        double Alike(Func<Heard, string> of) => (double)heard.Zip(first).Count(pair => of(pair.First) == of(pair.Second)) / heard.Count;
        var speculation = heard.Aggregate(default(SpeculationStatistics), (sum, one) => sum + one.Speculation);
        Console.WriteLine($"| {precision.ToString().ToLowerInvariant()} | {(assisted ? "assisted" : "plain")} | {batch} | {(double)errors / words:P2} of {words} | {Alike(one => string.Concat(one.Words.Select(word => word.Text))):P1} | {Alike(one => one.Text):P1} | {(double)off.Count(by => Math.Abs(by) <= 0.25) / off.Count:P1} of {off.Count} | {Measure.Quantile(off, 0.05):F2} to {Measure.Quantile(off, 0.95):F2} s, median {Measure.Quantile(off, 0.5):F2} | {speculation.TokensPerPass:F2} |");
    }

    private static async Task<Heard> HearAsync(WhisperModel whisper, string clip, bool assisted)
    {
        var (text, words, speculation) = ("", new List<TranscriptWord>(), default(SpeculationStatistics));
        var options = new TranscribeOptions { Words = true, Assisted = assisted, Decoded = window => speculation += window.Speculation };
        await foreach (var chunk in whisper.TranscribeAsync(Engine.DecodeAsync(clip), options))
        {
            text += $"{chunk.Text} [{chunk.Start} {chunk.End}]";
            words.AddRange(chunk.Words!);
        }

        return new(text, words, speculation);
    }

    private sealed record Heard(string Text, List<TranscriptWord> Words, SpeculationStatistics Speculation);
}
