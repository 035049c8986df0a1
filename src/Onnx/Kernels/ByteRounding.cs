using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Speech.Onnx.Kernels;

/// <summary>Rounds numbers to signed bytes: symmetric, the largest magnitude to 127.</summary>
internal static unsafe class ByteRounding
{
    private const float Largest = sbyte.MaxValue, SmallestScale = 1e-12f;

    /// <summary>What a step of some numbers is worth.</summary>
    public static float ScaleOf(ReadOnlySpan<float> values) => Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(values)) / Largest, SmallestScale);

    /// <summary>What a step of each channel is worth, [width].</summary>
    public static void MeasureChannels(HeadRows rows, Span<float> scales)
    {
        scales.Clear();
        for (var position = 0; position < rows.Count; position++) TensorPrimitives.MaxMagnitude(scales, rows.Row(position), scales);
        TensorPrimitives.Abs(scales, scales);
        TensorPrimitives.Divide(scales, Largest, scales);
        TensorPrimitives.Max(scales, SmallestScale, scales);
    }

    /// <summary>The nearest whole numbers of steps; of two that are as near the even one.</summary>
    /// <param name="values">[count].</param>
    /// <param name="inverse">One over what a step is worth: of each value, [count].</param>
    /// <param name="scaled">Room, [count].</param>
    /// <param name="steps">[count].</param>
    public static void Round(ReadOnlySpan<float> values, ReadOnlySpan<float> inverse, float* scaled, sbyte* steps)
    {
        TensorPrimitives.Multiply(values, inverse, new Span<float>(scaled, values.Length));
        Round(scaled, values.Length, steps);
    }

    /// <inheritdoc cref="Round(ReadOnlySpan{float}, ReadOnlySpan{float}, float*, sbyte*)"/>
    /// <param name="values">[count].</param>
    /// <param name="inverse">One over what a step is worth: of all values.</param>
    /// <param name="scaled">Room, [count].</param>
    /// <param name="steps">[count].</param>
    public static void Round(ReadOnlySpan<float> values, float inverse, float* scaled, sbyte* steps)
    {
        TensorPrimitives.Multiply(values, inverse, new Span<float>(scaled, values.Length));
        Round(scaled, values.Length, steps);
    }

    private static void Round(float* scaled, int count, sbyte* steps)
    {
        var i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count) Narrow(Vector512.ConvertToInt32(Vector512.Round(Vector512.Load(scaled + i)))).Store(steps + i);
        for (; i < count; i++) steps[i] = (sbyte)MathF.Round(scaled[i]);
    }

    // The lowest byte of each number.
    private static Vector128<sbyte> Narrow(Vector512<int> numbers)
    {
        var halves = Vector256.Narrow(numbers.GetLower(), numbers.GetUpper());
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }
}
