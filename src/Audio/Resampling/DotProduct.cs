using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Speech.Audio.Resampling;

/// <summary>
/// The inner loop of the resampler. The order of summation depends only on the length, so that a sample is bit-identical regardless of its
/// position in a buffer.
/// </summary>
internal static class DotProduct
{
    /// <summary>Lengths must be multiples of this value: four independent accumulators avoid dependencies between additions.</summary>
    public const int Step = 32;

    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector256<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector256<float>>(b)[..x.Length];
        Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var i = 0; i + 3 < x.Length; i += 4)
        {
            sum0 += x[i] * y[i];
            sum1 += x[i + 1] * y[i + 1];
            sum2 += x[i + 2] * y[i + 2];
            sum3 += x[i + 3] * y[i + 3];
        }
        return Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
    }
}
