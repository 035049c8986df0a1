using System.Numerics.Tensors;

namespace Speech.Diarization.Tests.Networks;

/// <summary>Compares floats with those of the reference; tolerances and their reasons are in the golden data's manifest.</summary>
internal static class FloatComparer
{
    /// <summary>Asserts that every element is within the tolerance; the message names the worst one.</summary>
    public static void Absolute(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
        => Relative(tolerance, 0, expected, actual, what);

    /// <summary>Asserts that every element is within a tolerance that grows with the expected value.</summary>
    public static void Relative(double absolute, double relative, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (worst, at) = (0.0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var off = Math.Abs((double)expected[i] - actual[i]) / (absolute + relative * Math.Abs(expected[i]));
            if (off > worst || double.IsNaN(off)) (worst, at) = (double.IsNaN(off) ? double.PositiveInfinity : off, i);
        }
        Assert.True(worst <= 1, $"{what}: {worst:g3} times the tolerance off at {at} (expected {expected[at]}, got {actual[at]})");
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: worst {worst:g3} of the tolerance");
    }

    /// <summary>Asserts a minimum cosine similarity.</summary>
    public static void Cosine(double min, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        var cosine = TensorPrimitives.CosineSimilarity(expected, actual);
        Assert.True(cosine >= min - 1e-7, $"{what}: cosine {cosine}");
    }

    /// <summary>Asserts that at most one in a thousand elements exceeds the tolerance.</summary>
    public static void AllButOneInAThousand(double tolerance, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        var far = 0;
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance)) far++;
        Assert.True(far * 1000 <= expected.Length, $"{what}: {far} of {expected.Length} are more than {tolerance} off");
    }
}
