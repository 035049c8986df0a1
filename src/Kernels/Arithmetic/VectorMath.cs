using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Kernels.Arithmetic;

/// <summary>Functions of 16 values at a time, which are NaN only where a function says so. They are inlined: loops keep their constants
/// in registers.</summary>
internal static class VectorMath
{
    // Far too small for a sum with e^0, and still far from numbers that are not normal: those take a hundred cycles each.
    private const float Smallest = -60f;

    /// <summary>The largest of the 16 values.</summary>
    public static float Largest(Vector512<float> x)
    {
        var eight = Vector256.MaxNative(x.GetLower(), x.GetUpper());
        var four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }

    /// <summary>16 bytes as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<float> Widen(sbyte* source)
    {
        var bytes = Vector128.Load(source);
        if (Avx512F.IsSupported) return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        if (Avx2.IsSupported)
        {
            return Vector512.ConvertToSingle(
                Vector512.Create(Avx2.ConvertToVector256Int32(source), Avx2.ConvertToVector256Int32(source + 8)));
        }

        var (lower, upper) = Vector128.Widen(bytes);
        var (first, second) = Vector128.Widen(lower);
        var (third, fourth) = Vector128.Widen(upper);
        return Vector512.ConvertToSingle(Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, fourth)));
    }

    /// <summary>e^x for x of at most 88, exact to the last two bits of a float; below -60 the value there. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // e^x = 2^n * e^r with integer n and |r| <= ln(2) / 2, where a short Taylor series suffices. ln(2) is split into two constants so
        // that r loses no bits.
        x = Vector512.MaxNative(Vector512.Create(Smallest), x);
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
        return Scale(series, n);
    }

    /// <summary>x · 2^n for whole numbers n from -126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scale(Vector512<float> x, Vector512<float> n) => Avx512F.IsSupported
        ? Avx512F.Scale(x, n)
        : x * Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23).AsSingle();

    /// <summary>The logistic function, 1 / (1 + e^-x), with an absolute error of at most 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Reciprocal(Vector512<float>.One + Decay(x));

    /// <summary>The logistic function of a gate times the hyperbolic tangent of x, with an absolute error of at most 4e-7: one division
    /// for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GatedTanh(Vector512<float> gate, Vector512<float> x)
    {
        var (closing, decay) = (Decay(gate), Decay(x + x));
        return (Vector512<float>.One - decay)
            * Reciprocal((Vector512<float>.One + closing) * (Vector512<float>.One + decay));
    }

    /// <summary>e^-x, for x below -40 the value there: the product of two is still a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Decay(Vector512<float> x) => Exp(Vector512.MinNative(-x, Vector512.Create(40f)));

    /// <summary>1 / x, exact to the last two bits of a float: a division takes several times as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Reciprocal(Vector512<float> x)
    {
        if (!Avx512F.IsSupported) return Vector512<float>.One / x;
        // 14 bits, doubled by a step of Newton's method.
        var estimate = Avx512F.Reciprocal14(x);
        return estimate * Vector512.FusedMultiplyAdd(-x, estimate, Vector512.Create(2f));
    }

    /// <summary>The Gaussian error linear unit, x · Φ(x), with an absolute error of at most 1e-7 · |x|.</summary>
    /// <remarks>The error function by formula 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gelu(Vector512<float> x)
    {
        var z = Vector512.Abs(x) * Vector512.Create(0.70710678f);
        var t = Vector512<float>.One / Vector512.FusedMultiplyAdd(z, Vector512.Create(0.3275911f), Vector512<float>.One);
        var series = Vector512.Create(1.061405429f);
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(-1.453152027f));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(1.421413741f));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(-0.284496736f));
        series = Vector512.FusedMultiplyAdd(series, t, Vector512.Create(0.254829592f));
        // 1 - erf(z), the two tails of the normal distribution beyond |x|.
        var tails = series * t * Exp(-z * z);
        return Vector512.MaxNative(x, Vector512<float>.Zero) - Vector512.Abs(x) * Vector512.Create(0.5f) * tails;
    }
}
