using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class SingleSineTests
{
    [Fact]
    public void Sine_and_cosine_are_within_one_ULP()
    {
        for (var x = -400f; x < 400; x += 0.0371f)
        {
            Verify(Math.Sin(x), SingleSine.Sin(x), x);
            Verify(Math.Cos(x), SingleSine.Cos(x), x);
        }
    }

    private static void Verify(double expected, float actual, float x)
    {
        var unit = MathF.BitIncrement(Math.Abs((float)expected)) - Math.Abs((float)expected);
        Assert.True(Math.Abs(actual - expected) <= unit, $"at {x}: {actual}, not {expected}");
    }
}
