using System.Text.Json;
using Speech.TestSupport;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Scoring;

public class DiarizationErrorTests
{
    // Seconds; the reference and an independent sweep agree to 2e-14.
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Pairs()
    {
        var file = Reference.PathOf("diarization", "der", "der.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("pairs").EnumerateArray()
                .Select(pair => pair.GetProperty("name").GetString()!)];
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Scores_match_the_reference(string name)
    {
        var golden = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "der", "der.json"))).RootElement
            .GetProperty("pairs").EnumerateArray().Single(pair => pair.GetProperty("name").GetString() == name);
        var (reference, hypothesis) = (Turns(name, "ref"), Turns(name, "hyp"));
        var regions = golden.GetProperty("uem").EnumerateArray().Select(region => (region[0].GetDouble(), region[1].GetDouble())).ToList();
        foreach (var score in golden.GetProperty("scores").EnumerateArray())
        {
            var error = DiarizationError.Score(reference, hypothesis, new()
            {
                Collar = score.GetProperty("collar").GetDouble(),
                SkipOverlap = score.GetProperty("skip_overlap").GetBoolean(),
                Regions = score.GetProperty("uem").GetString() == "explicit" ? regions : null,
            });
            Assert.Equal(score.GetProperty("total").GetDouble(), error.Total, Tolerance);
            Assert.Equal(score.GetProperty("correct").GetDouble(), error.Correct, Tolerance);
            Assert.Equal(score.GetProperty("missed").GetDouble(), error.Missed, Tolerance);
            Assert.Equal(score.GetProperty("false_alarm").GetDouble(), error.FalseAlarm, Tolerance);
            Assert.Equal(score.GetProperty("confusion").GetDouble(), error.Confusion, Tolerance);
            Assert.Equal(score.GetProperty("der").GetDouble(), error.Rate, Tolerance);
        }
    }

    [Fact]
    public void The_collar_is_the_total_width()
    {
        SpokenTurn[] reference = [new(0, 10, "A")];
        // 0.2 s late: within half of 0.5 s, more than half of 0.25 s.
        SpokenTurn[] late = [new(0.2, 10, "x")];
        Assert.Equal(0, DiarizationError.Score(reference, late, new() { Collar = 0.5 }).Rate, Tolerance);
        Assert.Equal(0.075, DiarizationError.Score(reference, late, new() { Collar = 0.25 }).Missed, Tolerance);
    }

    private static List<SpokenTurn> Turns(string name, string side)
        => SpokenTurn.Parse(File.ReadAllText(Reference.PathOf("diarization", "der", $"{name}.{side}.rttm")));
}
