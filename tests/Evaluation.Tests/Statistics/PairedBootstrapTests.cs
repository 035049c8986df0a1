using Speech.Evaluation.Scoring;
using Speech.Evaluation.Statistics;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Tests.Statistics;

public class PairedBootstrapTests
{
    [Fact]
    public void A_consistent_difference_is_significant()
    {
        var result = PairedBootstrap.Run([.. Enumerable.Range(0, 50).Select(i => (Errors(2 + (i % 2)), Errors(1)))]);
        Assert.Equal(-0.15, result.Difference, 1e-9);
        Assert.True(result.IsSignificant && result.High < 0 && result.Low < result.Difference);
    }

    [Fact]
    public void Differences_in_both_directions_are_not()
    {
        var result = PairedBootstrap.Run([.. Enumerable.Range(0, 50).Select(i => (Errors(i % 2), Errors((i + 1) % 2)))]);
        Assert.Equal(0, result.Difference);
        Assert.False(result.IsSignificant);
    }

    [Fact]
    public void Equal_results_have_no_difference()
        => Assert.Equal(default, PairedBootstrap.Run([.. Enumerable.Repeat((Errors(1), Errors(1)), 5)]));

    [Fact]
    public void The_interval_has_the_width_of_the_normal_approximation()
    {
        // Errors differ by 0 or 1 of 10 words, half of the time: 1.96 standard errors are 1.96 * 0.05 / sqrt(400).
        var result = PairedBootstrap.Run([.. Enumerable.Range(0, 400).Select(i => (Errors(0), Errors(i % 2)))]);
        Assert.Equal(2 * 1.96 * 0.05 / 20, result.High - result.Low, 0.0006);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        List<(EditCounts, EditCounts)> pairs = [.. Enumerable.Range(0, 30).Select(i => (Errors(i % 3), Errors(i % 4)))];
        Assert.Equal(PairedBootstrap.Run(pairs), PairedBootstrap.Run(pairs));
    }

    private static EditCounts Errors(int count) => new(10, count, 0, 0);
}
