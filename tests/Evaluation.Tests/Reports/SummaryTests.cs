using Speech.Evaluation.Corpus;
using Speech.Evaluation.Reports;
using Speech.Evaluation.Scoring;
using Speech.Evaluation.Serialization;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Tests.Reports;

public class SummaryTests
{
    private static readonly ClipResult[] Results =
    [
        Clip("1", "en", "one two", "1 2"), Clip("2", "en", "red green blue", "red green"), Clip("3", "de", "Guten Tag", "Gute Tag"),
        new("4", SampleSet.Nonspeech, null, 9, " Thank you.") { InventedWords = 2 },
        new("5", SampleSet.Nonspeech, null, 9, "") { InventedWords = 0 },
    ];

    [Fact]
    public void Clips_are_summed_by_language_and_all_together()
    {
        var summaries = Summary.Of(Results);
        Assert.Equal(["all", "en", "other", "de", "all"], summaries.Select(summary => summary.Group));
        Assert.Equal(new EditCounts(7, 1, 1, 0), summaries[0].Score!.Value.Words);
        Assert.Equal(new EditCounts(5, 0, 1, 0), summaries[1].Score!.Value.Words);
        Assert.Equal((2, 1), (summaries[^1].InventedWords, summaries[^1].InventedRecordings));
        // 12 s of audio in 3 s.
        Assert.Equal(4.0, summaries[0].SpeedFactor);
    }

    [Fact]
    public void A_result_survives_its_file()
    {
        var result = Results[0] with { Words = [new(" one", 0.5, 1)], Speech = new(4, 3, 1, 0), Times = new(1, 0, 0, 0, 0, 0) };
        var line = JsonText.Write(result);
        Assert.Equal(line, JsonText.Write(JsonText.Parse<ClipResult>(line)));
        Assert.Contains("\"start\":0.5", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_have_only_what_was_measured()
    {
        var table = SummaryTable.Write(Summary.Of(Results));
        Assert.Contains("|clips|all|3|28.6|7|1|1|0|", table, StringComparison.Ordinal);
        Assert.Contains("|nonspeech|all|2|1|2|", table, StringComparison.Ordinal);
        Assert.DoesNotContain("DER", table, StringComparison.Ordinal);
    }

    private static ClipResult Clip(string id, string language, string reference, string text) => new(id, SampleSet.Clips, language, 4, text)
    {
        Score = TextScore.Of(reference, text, language),
        ProcessingSeconds = 1,
    };
}
