using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Tests.Scoring;

public class DialogueScoreTests
{
    [Fact]
    public void The_collar_forgives_a_quarter_of_a_second_on_each_side()
    {
        var score = DialogueScore.Of([new(0, 10, "A")], [new SpokenTurn(0.2, 9.8, "x")]);
        Assert.Equal(0.04, score.Strict.Rate, 1e-9);
        Assert.Equal(0, score.Forgiving.Rate, 1e-9);
        Assert.Equal((1, 1), (score.Speakers, score.Detected));
    }
}
