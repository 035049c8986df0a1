using Speech.Whisper.Search;

namespace Speech.Whisper.Tests.Search;

public class SamplingTests
{
    private static readonly float[] Logits = [0, 1, float.NegativeInfinity, 2, -1, 0.5f];

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Tokens_are_sampled_as_often_as_they_are_probable(double temperature)
    {
        const int samples = 40_000;
        var counts = new int[Logits.Length];
        for (var index = 0; index < samples; index++) counts[Sampling.Sample(Logits, temperature, Sampling.Uniform(7, 1, index))]++;
        var scaled = Array.ConvertAll(Logits, logit => (float)(logit / temperature));
        for (var id = 0; id < counts.Length; id++)
            // Five standard deviations.
            Assert.Equal(Math.Exp(Probability.LogOf(scaled, id)), (double)counts[id] / samples, 5 * Math.Sqrt(0.25 / samples));
        Assert.Equal(0, counts[2]);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.999999, 5)]
    public void Extreme_variates_select_the_ends_of_the_vocabulary(double variate, int id)
        => Assert.Equal(id, Sampling.Sample(Logits, 1, variate));

    [Fact]
    public void A_temperature_near_zero_selects_the_most_likely_token()
        => Assert.All(Enumerable.Range(0, 200), index => Assert.Equal(3, Sampling.Sample(Logits, 0.01, Sampling.Uniform(1, 0, index))));

    [Fact]
    public void Variates_differ_by_seed_attempt_and_token_and_are_reproducible()
    {
        var arguments = (from seed in new ulong[] { 0, 1, ulong.MaxValue }
                         from attempt in Enumerable.Range(0, 6)
                         from index in Enumerable.Range(0, 448)
                         select (seed, attempt, index)).ToList();
        var first = arguments.ConvertAll(argument => Sampling.Uniform(argument.seed, argument.attempt, argument.index));
        Assert.Equal(first, arguments.ConvertAll(argument => Sampling.Uniform(argument.seed, argument.attempt, argument.index)));
        Assert.Equal(arguments.Count, first.Distinct().Count());
        Assert.All(first, variate => Assert.InRange(variate, 0, Math.BitDecrement(1.0)));
    }
}
