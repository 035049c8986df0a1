using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Tests.Scoring;

public class SpeechCoverageTests
{
    private static readonly SpeechPart[] Parts = [new(1, 3, "a b"), new(5, 9, "c d"), new(20, 22, "e")];

    [Fact]
    public void Pauses_between_words_up_to_a_second_are_covered()
    {
        var coverage = SpeechCoverage.Of(Parts, [new("a", 1, 1.5), new("b", 2, 3), new("c", 5, 5.5), new("d", 8, 9)]);
        // 2 s of the first part, 0.5 and 1 s of the second, nothing of the third.
        Assert.Equal(new SpeechCoverage(8, 3.5, 3, 1), coverage);
        Assert.Equal(3.5 / 8, coverage.Share);
    }

    [Fact]
    public void Without_words_everything_is_lost() => Assert.Equal(new SpeechCoverage(8, 0, 3, 3), SpeechCoverage.Of(Parts, []));
}
