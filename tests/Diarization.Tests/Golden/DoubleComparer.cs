namespace Speech.Diarization.Tests.Golden;

/// <summary>Compares doubles with a tolerance.</summary>
internal static class DoubleComparer
{
    /// <summary>Asserts that every element is within the tolerance, and NaN where NaN is expected.</summary>
    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{what} [{i}]: expected {expected[i]}, got {actual[i]}; allowed {tolerance}");
    }
}
