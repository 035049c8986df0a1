using System.Runtime.Intrinsics;

namespace Speech.Onnx.Kernels;

/// <summary>The numerators and the denominator of a softmax, sixteen numbers at a time, to the last two bits of a float.</summary>
internal static unsafe class Exponentials
{
    private const int Lane = 16;

    // Below it e^x is no float any more: what stands there weighs nothing.
    private const float Smallest = -87f;

    /// <summary>Replaces x by e^(x - largest).</summary>
    /// <param name="values">Room up to a multiple of 16; what stands behind the count is lost.</param>
    /// <param name="count">At least 1.</param>
    /// <returns>Their sum.</returns>
    public static float Of(float* values, int count)
    {
        var end = (count + Lane - 1) / Lane * Lane;
        new Span<float>(values + count, end - count).Fill(float.MinValue);
        var largest = Vector512.Load(values);
        for (var i = Lane; i < end; i += Lane) largest = Vector512.Max(largest, Vector512.Load(values + i));
        var most = float.MinValue;
        for (var i = 0; i < Lane; i++) most = Math.Max(most, largest[i]);

        var (sum, shift) = (Vector512<float>.Zero, Vector512.Create(most));
        for (var i = 0; i < end; i += Lane)
        {
            var power = Exp(Vector512.Load(values + i) - shift);
            sum += power;
            power.Store(values + i);
        }

        return Vector512.Sum(sum);
    }

    // e^x = 2^n * e^r with n whole and |r| at most ln(2) / 2, where the Taylor series ends soon. ln(2) in two parts, so that r loses no bits.
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
