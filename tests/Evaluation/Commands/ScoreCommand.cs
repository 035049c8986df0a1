using Speech.Evaluation.Corpus;
using Speech.Evaluation.Reports;

namespace Speech.Evaluation.Commands;

/// <summary><c>score FILE...</c>: scores transcripts of any program.</summary>
internal static class ScoreCommand
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(arguments, "data", "output");
        var samples = new SampleReader(line.Find("data") ?? DefaultPaths.Data).Read().ToDictionary(sample => sample.Id);
        foreach (var file in line.Values)
        {
            var results = TranscriptFile.Read(file).AsParallel().AsOrdered()
                .Select(pair => ResultScorer.Score(samples[pair.Key], pair.Value)).ToList();
            Console.WriteLine(file);
            var table = SummaryTable.Write(Summary.Of(results));
            Console.WriteLine($"\n{table}\n");
            if (line.Find("output") is { } output)
                ResultFiles.Save(results, Path.Combine(Directory.CreateDirectory(output).FullName, Path.GetFileNameWithoutExtension(file)));
        }
        return 0;
    }
}
