using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Speech.Kernels.Arithmetic;

/// <summary>Symmetric quantization to signed bytes: the largest magnitude maps to 127, unless a method has another one.</summary>
internal static unsafe class Int8Rounding
{
    private const float Largest = sbyte.MaxValue, SmallestScale = 1e-12f;
    private const int Lane = 16;

    /// <summary>Computes the scale of each channel, [width].</summary>
    public static void ChannelScales(HeadView rows, Span<float> scales, float largest = Largest)
    {
        var channel = 0;
        // Four lanes at a time: whole cache lines, and the usual width of a head.
        for (; channel + 4 * Lane <= rows.Width; channel += 4 * Lane)
        {
            var (m0, m1, m2, m3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            for (var position = 0; position < rows.Count; position++)
            {
                var row = rows.Start(position) + channel;
                m0 = Vector512.MaxNative(m0, Vector512.Abs(Vector512.Load(row)));
                m1 = Vector512.MaxNative(m1, Vector512.Abs(Vector512.Load(row + Lane)));
                m2 = Vector512.MaxNative(m2, Vector512.Abs(Vector512.Load(row + 2 * Lane)));
                m3 = Vector512.MaxNative(m3, Vector512.Abs(Vector512.Load(row + 3 * Lane)));
            }

            m0.CopyTo(scales[channel..]);
            m1.CopyTo(scales[(channel + Lane)..]);
            m2.CopyTo(scales[(channel + 2 * Lane)..]);
            m3.CopyTo(scales[(channel + 3 * Lane)..]);
        }

        for (; channel < rows.Width; channel++)
        {
            scales[channel] = 0;
            for (var position = 0; position < rows.Count; position++)
                scales[channel] = Math.Max(scales[channel], Math.Abs(rows.Start(position)[channel]));
        }

        TensorPrimitives.Divide(scales, largest, scales);
        TensorPrimitives.Max(scales, SmallestScale, scales);
    }

    /// <summary>Divides by the scales and rounds to the nearest integer, ties to even.</summary>
    /// <param name="values">[count].</param>
    /// <param name="inverseScales">Reciprocal of the scale of each value, [count].</param>
    /// <param name="rounded">Receives the result, [count].</param>
    public static void Round(ReadOnlySpan<float> values, ReadOnlySpan<float> inverseScales, sbyte* rounded)
    {
        var i = 0;
        for (; i + Lane <= values.Length; i += Lane)
            Round(Vector512.Create(values[i..]) * Vector512.Create(inverseScales[i..])).Store(rounded + i);
        for (; i < values.Length; i++) rounded[i] = (sbyte)MathF.Round(values[i] * inverseScales[i]);
    }

    /// <summary>The scale (value of one quantization step) for some values.</summary>
    public static float ScaleOf(ReadOnlySpan<float> values, float largest = Largest)
        => ScaleOf(Math.Abs(TensorPrimitives.MaxMagnitude(values)), largest);

    /// <summary>The scale for values with a largest magnitude.</summary>
    public static float ScaleOf(float magnitude, float largest = Largest) => Math.Max(magnitude / largest, SmallestScale);

    /// <inheritdoc cref="Round(ReadOnlySpan{float}, ReadOnlySpan{float}, sbyte*)"/>
    /// <param name="values">[count].</param>
    /// <param name="inverseScale">Reciprocal of the scale of all values.</param>
    /// <param name="rounded">Receives the result, [count].</param>
    public static void Round(ReadOnlySpan<float> values, float inverseScale, sbyte* rounded)
    {
        var i = 0;
        for (; i + Lane <= values.Length; i += Lane)
            Round(Vector512.Create(values[i..]) * Vector512.Create(inverseScale)).Store(rounded + i);
        for (; i < values.Length; i++) rounded[i] = (sbyte)MathF.Round(values[i] * inverseScale);
    }

    private static Vector128<sbyte> Round(Vector512<float> values) => Narrow(Vector512.ConvertToInt32Native(Vector512.Round(values)));

    /// <summary>The lowest byte of each element.</summary>
    public static Vector128<sbyte> Narrow(Vector512<int> values)
    {
        var halves = Vector256.Narrow(values.GetLower(), values.GetUpper());
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }
}
