namespace Speech.Diarization.Tests.Golden;

/// <summary>Comparisons with a stated tolerance.</summary>
internal static class DoubleComparer
{
    /// <summary>Every element within the tolerance, NaN where NaN is expected; tells where and how far the worst one is off.</summary>
    public static void To(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{what} [{i}]: expected {expected[i]}, got {actual[i]}; allowed {tolerance}");
    }
}
