using Speech.TestSupport.Scoring;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Benchmarks;

/// <summary>
/// Accuracy of a checkpoint on clips with a reference transcript: word error rate and errors of the word start times, for each precision,
/// with and without the assistant.
/// </summary>
internal static class ClipsReport
{
    private static readonly Configuration[] Configurations =
    [
        new(Precision.Fp32, false, 1), new(Precision.Fp32, true, 1), new(Precision.Fp32, true, 8),
        new(Precision.Mixed, false, 8), new(Precision.Mixed, true, 8), new(Precision.Int8, false, 8), new(Precision.Int8, true, 8),
    ];

    /// <param name="model">Folder of the main model.</param>
    /// <param name="assistant">Folder of the assistant model.</param>
    /// <param name="folder">
    /// Clips NAME.wav, each with NAME.tsv (speaker, tab, text; in order) and NAME.words (start in seconds, tab, word).
    /// </param>
    public static async Task<int> PrintAsync(string model, string assistant, string folder)
    {
        var clips = Directory.GetFiles(folder, "*.wav").Order().ToList();
        Console.WriteLine($"{model} with {assistant}, {clips.Count} clips, drafting forced");
        Console.WriteLine();
        Console.WriteLine("| precision | decoding | concurrent clips | WER | same text as fp32 | same times | word starts within 0.25 s "
            + "| start error, 5 % to 95 % | tokens per pass |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        List<ClipResult>? baseline = null;
        foreach (var configuration in Configurations)
        {
            var results = await TranscribeAsync(model, assistant, clips, configuration);
            Print(configuration, clips, results, baseline ??= results);
        }

        return 0;
    }

    private static void Print(Configuration configuration, List<string> clips, List<ClipResult> results, List<ClipResult> baseline)
    {
        var (errors, words, startErrors) = (0, 0, new List<double>());
        foreach (var (clip, result) in clips.Zip(results))
        {
            var reference = ReadWords(clip);
            errors += EditDistance.Count<string>(reference, [.. result.Words.Select(word => word.Text.Trim())]).Errors;
            words += reference.Length;
            startErrors.AddRange(StartErrors(clip, result));
        }

        var within = (double)startErrors.Count(error => Math.Abs(error) <= 0.25) / startErrors.Count;
        var speculation = results.Aggregate(default(SpeculationStatistics), (sum, result) => sum + result.Speculation);
        Console.WriteLine($"| {configuration.Precision.ToString().ToLowerInvariant()} | {(configuration.Assisted ? "assisted" : "plain")} "
            + $"| {configuration.ConcurrentClips} | {(double)errors / words:P2} of {words} "
            + $"| {ShareEqual(result => result.Text):P1} | {ShareEqual(result => result.TimedText):P1} "
            + $"| {within:P1} of {startErrors.Count} "
            + $"| {Measure.Quantile(startErrors, 0.05):F2} to {Measure.Quantile(startErrors, 0.95):F2} s, "
            + $"median {Measure.Quantile(startErrors, 0.5):F2} | {speculation.TokensPerPass:F2} |");

        double ShareEqual(Func<ClipResult, string> of)
            => (double)results.Zip(baseline).Count(pair => of(pair.First) == of(pair.Second)) / results.Count;
    }

    private static string[] ReadWords(string clip)
        => [.. File.ReadLines(Path.ChangeExtension(clip, ".tsv")).SelectMany(line => line.Split('\t')[1].Split(' '))];

    /// <summary>For each word of the reference, the start error in seconds of the closest occurrence in the result.</summary>
    private static IEnumerable<double> StartErrors(string clip, ClipResult result)
    {
        foreach (var fields in File.ReadLines(Path.ChangeExtension(clip, ".words")).Select(line => line.Split('\t')))
        {
            var (start, text) = (double.Parse(fields[0]), fields[1]);
            var occurrences = result.Words.Where(word => word.Text.Trim() == text).ToList();
            // A word that was not recognized has no time.
            if (occurrences.Count > 0) yield return occurrences.Select(word => word.Start - start).MinBy(Math.Abs);
        }
    }

    private static async Task<List<ClipResult>> TranscribeAsync(
        string model, string assistant, List<string> clips, Configuration configuration)
    {
        var options = new WhisperOptions
        {
            Precision = configuration.Precision,
            MaxBatchSize = configuration.ConcurrentClips,
            DraftsAlways = true,
        };
        await using var whisper = WhisperModel.Load(model, options, BenchmarkEnvironment.Instance, assistant);
        var results = new List<ClipResult>();
        foreach (var group in clips.Chunk(configuration.ConcurrentClips))
            results.AddRange(await Task.WhenAll(group.Select(clip => TranscribeAsync(whisper, clip, configuration.Assisted))));
        return results;
    }

    private static async Task<ClipResult> TranscribeAsync(WhisperModel whisper, string clip, bool assisted)
    {
        var (timedText, words, speculation) = ("", new List<TranscriptWord>(), default(SpeculationStatistics));
        var options = new TranscribeOptions { Words = true, Assisted = assisted, Decoded = window => speculation += window.Speculation };
        await foreach (var chunk in whisper.TranscribeAsync(AudioFile.DecodeAsync(clip), options))
        {
            timedText += $"{chunk.Text} [{chunk.Start} {chunk.End}]";
            words.AddRange(chunk.Words!);
        }

        return new(timedText, words, speculation);
    }

    private sealed record Configuration(Precision Precision, bool Assisted, int ConcurrentClips);

    /// <summary>The transcript of a clip.</summary>
    /// <param name="TimedText">The text with the times of its segments.</param>
    /// <param name="Words">The words with their times.</param>
    /// <param name="Speculation">Counters of speculative decoding.</param>
    private sealed record ClipResult(string TimedText, List<TranscriptWord> Words, SpeculationStatistics Speculation)
    {
        public string Text => string.Concat(Words.Select(word => word.Text));
    }
}
