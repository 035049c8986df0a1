using System.Globalization;
using Speech.Evaluation.Corpus;
using Speech.Evaluation.Reports;
using Speech.Evaluation.Scoring;
using Speech.Evaluation.Statistics;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Commands;

/// <summary><c>compare A B</c>: which transcripts differ, and whether the error rates differ by more than chance.</summary>
internal static class CompareCommand
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(arguments, "data", "show");
        if (line.Values is not [var first, var second]) throw new FormatException("compare takes two files.");
        var (left, right) = (TranscriptFile.Read(first), TranscriptFile.Read(second));
        var recordings = new SampleReader(line.Find("data") ?? DefaultPaths.Data).Read();
        var samples = recordings.Concat(RandomSplices.Of([.. recordings.Where(sample => sample.Set is SampleSet.Clips)], left.Count))
            .ToDictionary(sample => sample.Id);
        var pairs = left.Keys.Where(right.ContainsKey).AsParallel().AsOrdered()
            .Select(id => new Pair(ResultScorer.Score(samples[id], left[id]), ResultScorer.Score(samples[id], right[id]))).ToList();
        Console.WriteLine($"A: {first}\nB: {second}\n{pairs.Count} recordings in both, {pairs.Count(pair => pair.IsSameText)} texts equal");
        Console.WriteLine();
        PrintRates(pairs);
        PrintChanges(pairs, int.Parse(line.Find("show") ?? "20", CultureInfo.InvariantCulture));
        return 0;
    }

    private static void PrintRates(IReadOnlyList<Pair> pairs)
    {
        Console.WriteLine("|set|group|recordings|equal texts|measure|A %|B %|B - A|95 % interval|more than chance|");
        Console.WriteLine("|---|---|---:|---:|---|---:|---:|---:|---|---|");
        var groups = from pair in pairs
                     where pair.First.Score is not null
                     from name in Summary.GroupsOf(pair.First)
                     group pair by (pair.First.Set, name) into members
                     orderby members.Key.Set, Summary.Order(members.Key.name)
                     select members;
        foreach (var group in groups)
        {
            PrintRate(group.Key, [.. group], "WER", score => score.Words);
            PrintRate(group.Key, [.. group], "CER without spaces", score => score.Compact);
        }
        Console.WriteLine();
    }

    private static void PrintRate((SampleSet Set, string Name) group, List<Pair> pairs, string measure, Func<TextScore, EditCounts> select)
    {
        var edits = pairs.Select(pair => (First: select(pair.First.Score!.Value), Second: select(pair.Second.Score!.Value))).ToList();
        var (first, second) = edits.Aggregate((sum, pair) => (sum.First + pair.First, sum.Second + pair.Second));
        var difference = PairedBootstrap.Run(edits);
        // One recording cannot be resampled.
        var verdict = pairs.Count < 2
            ? "|" : $"{difference.Low * 100:F2} to {difference.High * 100:F2}|{(difference.IsSignificant ? "yes" : "no")}";
        Console.WriteLine($"|{group.Set.ToString().ToLowerInvariant()}|{group.Name}|{pairs.Count}|{pairs.Count(pair => pair.IsSameText)}"
            + $"|{measure}|{first.Rate * 100:F2}|{second.Rate * 100:F2}|{difference.Difference * 100:+0.00;-0.00;0.00}|{verdict}|");
    }

    private static void PrintChanges(IReadOnlyList<Pair> pairs, int count)
    {
        var changed = pairs.Where(pair => !pair.IsSameText).OrderByDescending(pair => Math.Abs(pair.ErrorChange)).ToList();
        Console.WriteLine($"{changed.Count} texts differ; {changed.Count(pair => pair.ErrorChange < 0)} have fewer word errors in B, "
            + $"{changed.Count(pair => pair.ErrorChange > 0)} more");
        foreach (var pair in changed.Take(count))
            Console.WriteLine($"\n{pair.First.Id} ({pair.ErrorChange:+0;-0;0} word errors)\nA:{pair.First.Text}\nB:{pair.Second.Text}");
    }

    private sealed record Pair(ClipResult First, ClipResult Second)
    {
        public bool IsSameText => First.Text == Second.Text;

        public int ErrorChange => (Second.Score?.Words.Errors ?? Second.InventedWords ?? 0)
            - (First.Score?.Words.Errors ?? First.InventedWords ?? 0);
    }
}
