using Speech.Evaluation.Corpus;

namespace Speech.Evaluation.Tests.Corpus;

public class GaussianNoiseTests
{
    [Fact]
    public void It_has_mean_0_and_deviation_1()
    {
        var noise = new GaussianNoise("test");
        var numbers = Enumerable.Range(0, 100_000).Select(_ => noise.Next()).ToList();
        Assert.Equal(0, numbers.Average(), 0.01);
        Assert.Equal(1, numbers.Average(number => number * number), 0.02);
        Assert.Equal(0.6827, (double)numbers.Count(number => Math.Abs(number) < 1) / numbers.Count, 0.01);
    }

    [Fact]
    public void It_depends_on_the_name_only()
    {
        Assert.Equal(new GaussianNoise("a").Next(), new GaussianNoise("a").Next());
        Assert.NotEqual(new GaussianNoise("a").Next(), new GaussianNoise("b").Next());
    }
}
