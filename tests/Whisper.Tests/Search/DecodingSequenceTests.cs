using Speech.Whisper.Search;

namespace Speech.Whisper.Tests.Search;

public class DecodingSequenceTests
{
    [Fact]
    public void Ends_at_the_length_limit()
    {
        var sequence = new DecodingSequence([1, 2], maxLength: 4);
        sequence.Append(3, -0.5);
        Assert.Equal((1, false), (sequence.RemainingTokens, sequence.IsFinished));
        sequence.Append(4, -0.5);
        Assert.Equal((0, true), (sequence.RemainingTokens, sequence.IsFinished));
        Assert.Equal([1, 2, 3, 4], sequence.Tokens);
        Assert.Equal([3, 4], sequence.Generated);
    }

    [Fact]
    public void The_end_of_text_counts_for_the_mean_log_probability_but_is_no_token()
    {
        var sequence = new DecodingSequence([1], maxLength: 10);
        sequence.Append(2, -1);
        sequence.End(-3);
        Assert.True(sequence.IsFinished);
        Assert.Equal([2], sequence.Generated);
        Assert.Equal(-2, sequence.AverageLogProbability);
        Assert.Equal([-1], sequence.LogProbabilities);
    }

    [Fact]
    public void A_fork_grows_by_itself()
    {
        var sequence = new DecodingSequence([1, 2], maxLength: 10);
        sequence.Append(3, -1);
        var fork = sequence.Fork();
        fork.Append(4, -2);
        Assert.Equal([1, 2, 3], sequence.Tokens);
        Assert.Equal([3, 4], fork.Generated);
        Assert.Equal((-1.0, -3.0), (sequence.LogProbability, fork.LogProbability));
        Assert.Equal([-1, -2], fork.LogProbabilities);
    }
}
