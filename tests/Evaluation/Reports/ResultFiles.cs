using Speech.Evaluation.Serialization;

namespace Speech.Evaluation.Reports;

/// <summary>The files of one run: a line for each recording, and the summary as JSON and Markdown.</summary>
internal static class ResultFiles
{
    /// <summary>Writes the files and prints the summary.</summary>
    /// <param name="results">The results.</param>
    /// <param name="path">Their path without an extension.</param>
    public static void Save(IReadOnlyList<ClipResult> results, string path)
    {
        var summaries = Summary.Of(results);
        var table = SummaryTable.Write(summaries);
        File.WriteAllLines(path + ".jsonl", results.Select(JsonText.Write));
        File.WriteAllText(path + ".summary.json", JsonText.WriteIndented(summaries));
        File.WriteAllText(path + ".summary.md", table + "\n");
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine();
    }
}
