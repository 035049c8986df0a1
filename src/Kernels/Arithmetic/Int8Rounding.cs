using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Speech.Kernels.Arithmetic;

/// <summary>Symmetric quantization to signed bytes: the largest magnitude maps to 127.</summary>
internal static unsafe class Int8Rounding
{
    private const float Largest = sbyte.MaxValue, SmallestScale = 1e-12f;

    /// <summary>Computes the scale of each channel, [width].</summary>
    public static void ChannelScales(HeadView rows, Span<float> scales)
    {
        scales.Clear();
        for (var position = 0; position < rows.Count; position++) TensorPrimitives.MaxMagnitude(scales, rows.Row(position), scales);
        TensorPrimitives.Abs(scales, scales);
        TensorPrimitives.Divide(scales, Largest, scales);
        TensorPrimitives.Max(scales, SmallestScale, scales);
    }

    /// <summary>Divides by the scales and rounds to the nearest integer, ties to even.</summary>
    /// <param name="values">[count].</param>
    /// <param name="inverseScales">Reciprocal of the scale of each value, [count].</param>
    /// <param name="scaled">Scratch memory, [count].</param>
    /// <param name="rounded">Receives the result, [count].</param>
    public static void Round(ReadOnlySpan<float> values, ReadOnlySpan<float> inverseScales, float* scaled, sbyte* rounded)
    {
        TensorPrimitives.Multiply(values, inverseScales, new Span<float>(scaled, values.Length));
        Round(scaled, values.Length, rounded);
    }

    /// <summary>The scale (value of one quantization step) for some values.</summary>
    public static float ScaleOf(ReadOnlySpan<float> values)
        => Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(values)) / Largest, SmallestScale);

    /// <inheritdoc cref="Round(ReadOnlySpan{float}, ReadOnlySpan{float}, float*, sbyte*)"/>
    /// <param name="values">[count].</param>
    /// <param name="inverseScale">Reciprocal of the scale of all values.</param>
    /// <param name="scaled">Scratch memory, [count].</param>
    /// <param name="rounded">Receives the result, [count].</param>
    public static void Round(ReadOnlySpan<float> values, float inverseScale, float* scaled, sbyte* rounded)
    {
        TensorPrimitives.Multiply(values, inverseScale, new Span<float>(scaled, values.Length));
        Round(scaled, values.Length, rounded);
    }

    private static void Round(float* scaled, int count, sbyte* rounded)
    {
        var i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
            Narrow(Vector512.ConvertToInt32Native(Vector512.Round(Vector512.Load(scaled + i)))).Store(rounded + i);
        for (; i < count; i++) rounded[i] = (sbyte)MathF.Round(scaled[i]);
    }

    /// <summary>The lowest byte of each element.</summary>
    public static Vector128<sbyte> Narrow(Vector512<int> values)
    {
        var halves = Vector256.Narrow(values.GetLower(), values.GetUpper());
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }
}
