using System.Runtime.Intrinsics;

namespace Speech.Kernels.Arithmetic;

/// <summary>Numerators and denominator of a softmax, 16 values at a time, exact to the last two bits of a float.</summary>
internal static unsafe class SoftmaxExponentials
{
    private const int Lane = 16;

    // Below it e^x is not a normal float any more: such values do not contribute to a softmax.
    private const float Smallest = -87f;

    /// <summary>Replaces x by e^(x - max).</summary>
    /// <param name="values">Memory for the count rounded up to a multiple of 16; elements after the count are overwritten.</param>
    /// <param name="count">At least 1.</param>
    /// <returns>Sum of the exponentials.</returns>
    public static float Compute(float* values, int count)
    {
        var end = (count + Lane - 1) / Lane * Lane;
        new Span<float>(values + count, end - count).Fill(float.MinValue);
        var maxima = Vector512.Load(values);
        for (var i = Lane; i < end; i += Lane) maxima = Vector512.Max(maxima, Vector512.Load(values + i));
        var max = float.MinValue;
        for (var i = 0; i < Lane; i++) max = Math.Max(max, maxima[i]);

        var (sum, shift) = (Vector512<float>.Zero, Vector512.Create(max));
        for (var i = 0; i < end; i += Lane)
        {
            var power = Exp(Vector512.Load(values + i) - shift);
            sum += power;
            power.Store(values + i);
        }

        return Vector512.Sum(sum);
    }

    // e^x = 2^n * e^r with integer n and |r| <= ln(2) / 2, where a short Taylor series suffices. ln(2) is split into two constants so that
    // r loses no bits.
    private static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Max(x, Vector512.Create(Smallest));
        var n = Vector512.Round(x * Vector512.Create(1.44269504f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var series = Vector512.Create(1 / 5040f);
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1 / 720f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1 / 120f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1 / 24f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1 / 6f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(0.5f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        return series * Vector512.ShiftLeft(Vector512.ConvertToInt32(n) + Vector512.Create(127), 23).AsSingle();
    }
}
