using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Tests.Scoring;

public class TextScoreTests
{
    [Fact]
    public void Words_written_apart_are_no_error_without_spaces()
    {
        var score = TextScore.Of("the dataset is useless", "the data set is useless", "en");
        Assert.Equal(new EditCounts(4, 1, 0, 1), score.Words);
        Assert.Equal(0, score.Compact.Errors);
        Assert.Equal(1, score.Characters.Errors);
    }

    [Fact]
    public void Coverage_is_the_share_of_words_that_are_not_missing()
        => Assert.Equal(0.75, TextScore.Of("one cat sat down", "1 dog sat", "en").Coverage);
}
