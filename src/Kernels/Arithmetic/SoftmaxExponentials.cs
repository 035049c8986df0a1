using System.Runtime.Intrinsics;

namespace Speech.Kernels.Arithmetic;

/// <summary>Numerators and denominator of a softmax, 16 values at a time, exact to the last two bits of a float.</summary>
internal static unsafe class SoftmaxExponentials
{
    private const int Lane = 16;

    /// <summary>Replaces x by e^(x - max).</summary>
    /// <param name="values">Memory for the count rounded up to a multiple of 16; elements after the count are overwritten.</param>
    /// <param name="count">At least 1.</param>
    /// <returns>Sum of the exponentials.</returns>
    public static float Compute(float* values, int count)
    {
        var end = (count + Lane - 1) / Lane * Lane;
        new Span<float>(values + count, end - count).Fill(float.MinValue);
        var maxima = Vector512.Load(values);
        for (var i = Lane; i < end; i += Lane) maxima = Vector512.MaxNative(maxima, Vector512.Load(values + i));
        var (sum, shift) = (Vector512<float>.Zero, Vector512.Create(VectorMath.Largest(maxima)));
        for (var i = 0; i < end; i += Lane)
        {
            var power = VectorMath.Exp(Vector512.Load(values + i) - shift);
            sum += power;
            power.Store(values + i);
        }

        return Vector512.Sum(sum);
    }
}
