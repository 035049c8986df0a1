using System.Globalization;
using Speech.Evaluation.Corpus;
using Speech.Evaluation.Normalization;
using Speech.Evaluation.Reports;

namespace Speech.Evaluation.Commands;

/// <summary><c>score FILE...</c>: scores transcripts of any program.</summary>
internal static class ScoreCommand
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(arguments, "data", "output", "show");
        var samples = new SampleReader(line.Find("data") ?? DefaultPaths.Data).Read().ToDictionary(sample => sample.Id);
        foreach (var file in line.Values)
        {
            var results = TranscriptFile.Read(file).AsParallel().AsOrdered()
                .Select(pair => ResultScorer.Score(samples[pair.Key], pair.Value)).ToList();
            Console.WriteLine(file);
            var table = SummaryTable.Write(Summary.Of(results));
            Console.WriteLine($"\n{table}\n");
            PrintWorst(results, samples, int.Parse(line.Find("show") ?? "0", CultureInfo.InvariantCulture));
            if (line.Find("output") is { } output)
                ResultFiles.Save(results, Path.Combine(Directory.CreateDirectory(output).FullName, Path.GetFileNameWithoutExtension(file)));
        }
        return 0;
    }

    /// <summary>Prints the normalized texts that have the most errors.</summary>
    private static void PrintWorst(IEnumerable<ClipResult> results, Dictionary<string, Sample> samples, int count)
    {
        foreach (var result in results.OrderByDescending(result => result.Score?.Words.Errors).Take(count))
        {
            var language = result.Language ?? "";
            Console.WriteLine($"{result.Id}: {result.Score?.Words.Errors} word errors");
            Console.WriteLine(string.Join(' ', TextNormalizer.Words(samples[result.Id].Text, language)));
            Console.WriteLine($"{string.Join(' ', TextNormalizer.Words(result.Text, language))}\n");
        }
    }
}
