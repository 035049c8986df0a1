using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;

namespace Speech.Kernels;

/// <summary>The logarithm of a sum of exponentials: what log-probabilities are relative to.</summary>
public static class LogSumExp
{
    /// <summary>log Σ exp, relative to the largest value so that nothing overflows.</summary>
    /// <param name="values">At least one; negative infinity counts as nothing.</param>
    /// <returns>Negative infinity if all values are; not a number if one is not.</returns>
    public static double Of(ReadOnlySpan<float> values)
    {
        var max = Largest(values);
        if (!float.IsFinite(max)) return float.IsNegativeInfinity(max) ? max : double.NaN;
        var (sums, shift, i) = (Vector512<float>.Zero, Vector512.Create(max), 0);
        for (; i + Vector512<float>.Count <= values.Length; i += Vector512<float>.Count)
            sums += VectorMath.Exp(Vector512.Create(values[i..]) - shift);
        var sum = (double)Vector512.Sum(sums);
        foreach (var value in values[i..]) sum += Math.Exp((double)value - max);
        return max + Math.Log(sum);
    }

    /// <summary>The largest value: several times as fast as where values that are not numbers must be found.</summary>
    /// <param name="values">At least one.</param>
    /// <returns>Not specified if one is not a number.</returns>
    public static float Largest(ReadOnlySpan<float> values)
    {
        var (maxima, i) = (Vector512.Create(float.NegativeInfinity), 0);
        for (; i + Vector512<float>.Count <= values.Length; i += Vector512<float>.Count)
            maxima = Vector512.MaxNative(maxima, Vector512.Create(values[i..]));
        var largest = VectorMath.Largest(maxima);
        foreach (var value in values[i..]) largest = Math.Max(largest, value);
        return largest;
    }
}
