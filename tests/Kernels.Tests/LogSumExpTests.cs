namespace Speech.Kernels.Tests;

public sealed class LogSumExpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(51_865)]
    public void It_is_exact_to_five_digits_after_the_point(int count)
    {
        var random = new Random(count);
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = 200 * random.NextSingle() - 90;
        if (count > 1) values[count / 2] = float.NegativeInfinity;
        var max = (double)values.Max();
        Assert.Equal(max + Math.Log(values.Sum(value => Math.Exp(value - max))), LogSumExp.Of(values), 5e-6);
    }

    [Fact]
    public void Nothing_but_negative_infinity_gives_it_and_not_a_number_shows()
    {
        Assert.Equal(double.NegativeInfinity, LogSumExp.Of([float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Equal(double.NaN, LogSumExp.Of([.. new float[20], float.NaN, .. new float[20]]));
    }
}
