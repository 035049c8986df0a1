using Speech.Evaluation.Corpus;
using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Reports;

/// <summary>Summaries as Markdown tables: texts, speech and times, speakers, speed.</summary>
internal static class SummaryTable
{
    /// <summary>The tables of one run.</summary>
    public static string Write(IReadOnlyList<Summary> summaries) => string.Join("\n\n", new[]
    {
        Table(
            "set|group|recordings|WER %|words|S|D|I|CER %|without spaces %|deleted %|coverage %", summaries, summary => summary.Score,
            (summary, score) => $"{Head(summary)}|{Percent(score.Words.Rate)}|{score.Words.Reference}|{score.Words.Substitutions}"
                + $"|{score.Words.Deletions}|{score.Words.Insertions}|{Percent(score.Characters.Rate)}|{Percent(score.Compact.Rate)}"
                + $"|{Percent((double)score.Compact.Deletions / Math.Max(1, score.Compact.Reference))}|{Percent(score.Coverage)}"),
        Table(
            "set|group|recordings|speech with text %|parts|lost|with text alone|streamed otherwise"
                + "|words|out of order|zero-length|over 2 s|placed|outside",
            [.. summaries.Where(IsMain)], Times, (summary, pair) => $"{Head(summary)}|{Percent(pair.Speech.Share)}|{pair.Speech.Parts}"
                + $"|{pair.Speech.LostParts}|{summary.LostClips}|{summary.StreamedOtherwise}"
                + $"|{pair.Times.Words}|{pair.Times.OutOfOrder}|{pair.Times.ZeroLength}|{pair.Times.TooLong}"
                + $"|{pair.Times.Placed}|{pair.Times.Misplaced}"),
        Table("set|group|recordings|with text|words", summaries, summary => summary.InventedWords,
            (summary, words) => $"{Head(summary)}|{summary.InventedRecordings}|{words}"),
        Speakers("number not given", summaries, summary => summary.Speakers),
        Speakers("number given", summaries, summary => summary.SpeakersGiven),
        Table("set|group|recordings|seconds|RTFx|peak MB", [.. summaries.Where(IsMain)], summary => summary.SpeedFactor,
            (summary, factor) => $"{Head(summary)}|{summary.Seconds:F0}|{factor:F1}|{summary.PeakMegabytes}"),
    }.Where(table => table.Length > 0));

    private static (SpeechCoverage Speech, WordTimeFaults Times)? Times(Summary summary)
        => summary.Speech is { } speech && summary.Times is { } times ? (speech, times) : null;

    private static bool IsMain(Summary summary)
        => summary.Set is SampleSet.Long || summary.Group is Summary.All or "en" or "other";

    private static string Speakers(string title, IReadOnlyList<Summary> summaries, Func<Summary, DiarizationSummary?> select) => Table(
        $"set|{title}|recordings|DER %|missed|false alarm|confusion|with collar %|missed|false alarm|confusion|number right", summaries,
        summary => select(summary) is { } speakers ? (speakers, 0) : default((DiarizationSummary Value, int)?),
        (summary, pair) => $"{Head(summary)}|{Parts(pair.Value.Strict)}|{Parts(pair.Value.Forgiving)}|{pair.Value.RightCounts}");

    private static string Parts(DiarizationError error) => string.Join('|', new[] { error.Missed, error.FalseAlarm, error.Confusion }
        .Select(seconds => Percent(error.Total > 0 ? seconds / error.Total : 0)).Prepend(Percent(error.Rate)));

    private static string Head(Summary summary) => $"{summary.Set.ToString().ToLowerInvariant()}|{summary.Group}|{summary.Recordings}";

    private static string Percent(double share) => $"{share * 100:F1}";

    private static string Table<T>(
        string header, IReadOnlyList<Summary> summaries, Func<Summary, T?> select, Func<Summary, T, string> row) where T : struct
    {
        var rows = summaries.Select(summary => select(summary) is { } value ? row(summary, value) : null).OfType<string>().ToList();
        if (rows.Count == 0) return "";
        var rule = string.Join('|', header.Split('|').Select((_, index) => index < 2 ? "---" : "---:"));
        return string.Join('\n', rows.Prepend(rule).Prepend(header).Select(line => $"|{line}|"));
    }
}
