using Speech.Kernels.Arithmetic;

namespace Speech.Kernels.Tests;

public class SoftmaxExponentialsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1500)]
    public unsafe void Exponentials_are_relative_to_the_maximum(int count)
    {
        var random = new Random(count);
        var values = new float[(count + 15) / 16 * 16];
        for (var i = 0; i < count; i++) values[i] = 160 * random.NextSingle() - 100;
        var before = values[..count];
        float sum;
        fixed (float* start = values) sum = SoftmaxExponentials.Compute(start, count);

        var expected = Array.ConvertAll(before, value => Math.Exp((double)(value - before.Max())));
        for (var i = 0; i < count; i++)
            Assert.True(Math.Abs(values[i] - expected[i]) <= Math.Max(3e-7 * expected[i], 1e-26),
                $"e^{before[i] - before.Max()} is {expected[i]}, not {values[i]}");
        Assert.Equal(1, sum / expected.Sum(), 1e-6);
    }
}
