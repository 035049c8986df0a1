using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>Unmasked self-attention computed with 8-bit products: softmax(q · kᵀ / √head) · v.</summary>
/// <remarks>
/// Inputs: queries, keys and values [batch, positions, width]; the number of heads [1]; the logarithm of a weight of each position
/// [positions], which is added to its scores: the number of positions that it stands for. Output: [batch, positions, width].
/// Queries and keys are quantized with one scale per position. The mean key is subtracted first, which adds the same constant to all scores
/// of a query and leaves the softmax unchanged. Values have one scale per channel. Keys and values have seven bits where AVX2 multiplies
/// them. Softmax numerators are quantized with the largest as 255 and dithered: a different threshold per position decides whether a
/// numerator is rounded up or down, so that many small weights, each of which would round to 0, keep their sum. The denominator is the sum
/// of the quantized numerators.
/// </remarks>
public static unsafe class Int8SelfAttention
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "Int8SelfAttention";

    // A little less than 255: the largest numerator plus the largest threshold must not reach 256.
    private const float LargestNumerator = byte.MaxValue - 1e-3f;

    // Subtracted from the scores of padding positions.
    private const float PaddingOffset = 1e20f;

    // A power of two with such an exponent is 0 as a numerator.
    private const float SmallestPower = -126;

    private const float Ln2 = 0.693147181f;
    private const double GoldenRatio = 0.61803398875;
    private const int RowsPerBlock = UInt8Int8MatMul.Rows, Lane = UInt8Int8MatMul.PanelColumns;
    private const byte ZeroPoint = RowQuantizer.ZeroPoint;

    /// <summary>Whether this processor has the instructions: AVX-VNNI, or AVX2. With AVX-512 and without AVX-VNNI, 32 bits are as
    /// fast.</summary>
    public static bool IsSupported => UInt8Int8MatMul.HasVnni || (UInt8Int8MatMul.IsSupported && !Avx512F.IsSupported);

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Query = KernelTensor<float>.Input(context, 0, 3),
            Key = KernelTensor<float>.Input(context, 1, 3),
            Value = KernelTensor<float>.Input(context, 2, 3),
            Heads = (int)*KernelTensor<long>.Input(context, 3, 1).Data,
            LogWeights = KernelTensor<float>.Input(context, 4, 1),
        };
        if (!call.Key.HasShapeOf(call.Query) || !call.Value.HasShapeOf(call.Query) || call.Query[2] % call.Heads != 0)
            throw new ArgumentException("Queries, keys and values do not have the same shape, or no whole number of heads.");
        if (call.LogWeights[0] != call.Query[1]) throw new ArgumentException("There is not one weight for each position.");
        call.Output = KernelTensor<float>.Output(context, 0, call.Query[0], call.Query[1], call.Query[2]);
        ParallelLoop.Run(context, call.Query[0] * call.Heads, &AttendHead, &call);
    }

    private struct Call
    {
        public KernelTensor<float> Query, Key, Value, LogWeights;
        public int Heads;
        public float* Output;

        public readonly HeadView HeadOf(float* data, int headIndex) => HeadView.Of(data, Query[1], Query[2], Heads, headIndex);
    }

    // One head of one element of the batch.
    private static void AttendHead(void* state, int headIndex)
    {
        ref var call = ref *(Call*)state;
        HeadView queries = call.HeadOf(call.Query.Data, headIndex), output = call.HeadOf(call.Output, headIndex);
        var (keyPanels, valuePanels) = (UInt8Int8MatMul.Panels(queries.Count), UInt8Int8MatMul.Panels(queries.Width));
        // Positions and channels, padded to whole panels.
        var (positions, channels) = (keyPanels * UInt8Int8MatMul.PanelColumns, valuePanels * UInt8Int8MatMul.PanelColumns);
        using var floats = new ScratchBuffer(4 * positions + 3 * channels + RowsPerBlock * (positions + channels));
        using var bytes = new ScratchBuffer((2 * positions * channels + RowsPerBlock * (positions + channels)) / sizeof(float));
        float* keyScales = floats.Start, offsets = keyScales + positions, thresholds = offsets + positions;
        float* logWeights = thresholds + positions, valueScales = logWeights + positions;
        var scratch = valueScales + channels;
        int* scores = (int*)(scratch + 2 * channels), sums = scores + RowsPerBlock * positions;
        sbyte* keys = (sbyte*)bytes.Start, values = keys + positions * channels;
        byte* query = (byte*)(values + positions * channels), weights = query + RowsPerBlock * channels;

        QuantizeKeys(call.HeadOf(call.Key.Data, headIndex), keys, keyScales, channels, scratch);
        QuantizeValues(call.HeadOf(call.Value.Data, headIndex), values, valueScales, positions, scratch);
        // Queries are unsigned with a zero point: each product is too large by the zero point times the sum of the key.
        new Span<byte>(query, RowsPerBlock * channels).Fill(ZeroPoint);
        UInt8Int8MatMul.Multiply(query, keys, scores, channels, keyPanels);
        for (var i = 0; i < positions; i++)
        {
            offsets[i] = i < queries.Count ? scores[i] * keyScales[i] : PaddingOffset;
            // Fractional parts of the multiples of the golden ratio are evenly spread over every range of positions.
            thresholds[i] = i < queries.Count ? (float)(i * GoldenRatio % 1) : 0;
            logWeights[i] = i < queries.Count ? call.LogWeights.Data[i] : 0;
        }

        float* scales = stackalloc float[RowsPerBlock], totals = stackalloc float[RowsPerBlock];
        for (var first = 0; first < queries.Count; first += RowsPerBlock)
        {
            var count = Math.Min(RowsPerBlock, queries.Count - first);
            for (var i = 0; i < count; i++) scales[i] = QuantizeQuery(queries.Row(first + i), query + i * channels);
            UInt8Int8MatMul.Multiply(query, keys, scores, channels, keyPanels);
            for (var i = 0; i < count; i++)
                totals[i] = QuantizeNumerators(
                    scores + i * positions, scales[i], keyScales, offsets, logWeights, thresholds, positions, weights + i * positions);
            UInt8Int8MatMul.Multiply(weights, values, sums, positions, valuePanels);
            for (var i = 0; i < count; i++)
            {
                var row = output.Row(first + i);
                TensorPrimitives.ConvertTruncating<int, float>(new(sums + i * channels, row.Length), row);
                TensorPrimitives.Multiply(row, new ReadOnlySpan<float>(valueScales, row.Length), row);
                TensorPrimitives.Multiply(row, 1 / totals[i], row);
            }
        }
    }

    /// <summary>Each position is a column of the right matrix and has its own scale.</summary>
    private static void QuantizeKeys(HeadView source, sbyte* keys, float* scales, int channels, float* scratch)
    {
        Span<float> mean = new(scratch, source.Width), centred = new(scratch + channels, source.Width);
        mean.Clear();
        for (var position = 0; position < source.Count; position++) TensorPrimitives.Add(mean, source.Row(position), mean);
        TensorPrimitives.Divide(mean, source.Count, mean);

        var groups = channels / UInt8Int8MatMul.Group;
        var rounded = stackalloc sbyte[channels];
        new Span<float>(scales, UInt8Int8MatMul.Panels(source.Count) * UInt8Int8MatMul.PanelColumns).Clear();
        new Span<sbyte>(keys, UInt8Int8MatMul.Panels(source.Count) * UInt8Int8MatMul.PanelColumns * channels).Clear();
        new Span<sbyte>(rounded, channels).Clear();
        for (var position = 0; position < source.Count; position++)
        {
            TensorPrimitives.Subtract(source.Row(position), mean, centred);
            scales[position] = Int8Rounding.ScaleOf(centred, UInt8Int8MatMul.MaxMagnitude);
            Int8Rounding.Round(centred, 1 / scales[position], rounded);
            var (panel, column) = Math.DivRem(position, UInt8Int8MatMul.PanelColumns);
            var target = (int*)keys + panel * groups * UInt8Int8MatMul.PanelColumns + column;
            for (var group = 0; group < groups; group++) target[group * UInt8Int8MatMul.PanelColumns] = ((int*)rounded)[group];
        }
    }

    /// <summary>Each channel is a column of the right matrix and has its own scale.</summary>
    private static void QuantizeValues(HeadView source, sbyte* values, float* scales, int positions, float* scratch)
    {
        const int columns = UInt8Int8MatMul.PanelColumns, four = UInt8Int8MatMul.Group;
        var inverseScales = new Span<float>(scratch, source.Width);
        var (channels, groups) = (UInt8Int8MatMul.Panels(source.Width) * columns, positions / four);
        Int8Rounding.ChannelScales(source, new(scales, source.Width), UInt8Int8MatMul.MaxMagnitude);
        TensorPrimitives.Divide(1f, new ReadOnlySpan<float>(scales, source.Width), inverseScales);

        var rounded = stackalloc sbyte[four * channels];
        for (var group = 0; group < groups; group++)
        {
            new Span<sbyte>(rounded, four * channels).Clear();
            for (var i = 0; i < four && group * four + i < source.Count; i++)
                Int8Rounding.Round(source.Row(group * four + i), inverseScales, rounded + i * channels);
            for (var channel = 0; channel < channels; channel++)
            {
                var target = values + ((channel / columns * groups + group) * columns + channel % columns) * four;
                for (var i = 0; i < four; i++) target[i] = rounded[i * channels + channel];
            }
        }
    }

    /// <returns>The query's scale divided by √head.</returns>
    private static float QuantizeQuery(ReadOnlySpan<float> query, byte* quantized)
    {
        var scale = Int8Rounding.ScaleOf(query);
        Int8Rounding.Round(query, 1 / scale, (sbyte*)quantized);
        TensorPrimitives.Xor(new ReadOnlySpan<byte>(quantized, query.Length), ZeroPoint, new Span<byte>(quantized, query.Length));
        return scale / MathF.Sqrt(query.Length);
    }

    /// <summary>Computes softmax numerators as bytes.</summary>
    /// <param name="products">Integer products with the keys, [positions]; overwritten.</param>
    /// <param name="scale">The query's scale: a score is (product * key scale - offset) * scale + log weight.</param>
    /// <param name="keyScales">[positions].</param>
    /// <param name="offsets">Subtracted from each scaled product, [positions].</param>
    /// <param name="logWeights">Added to each score, [positions].</param>
    /// <param name="thresholds">Added before rounding down, 0 to 1, [positions].</param>
    /// <param name="positions">A multiple of the panel's columns.</param>
    /// <param name="numerators">Receives the result, [positions].</param>
    /// <returns>Sum of the numerators.</returns>
    private static float QuantizeNumerators(
        int* products, float scale, float* keyScales, float* offsets, float* logWeights, float* thresholds, int positions,
        byte* numerators)
    {
        var scores = (float*)products;
        var (maxima, inverseScale) = (Vector512.Create(float.MinValue), Vector512.Create(1 / scale));
        for (var i = 0; i < positions; i += Lane)
        {
            var product = Vector512.ConvertToSingle(Vector512.Load(products + i));
            var score = Vector512.FusedMultiplyAdd(product, Vector512.Load(keyScales + i), -Vector512.Load(offsets + i));
            score = Vector512.FusedMultiplyAdd(Vector512.Load(logWeights + i), inverseScale, score);
            score.Store(scores + i);
            maxima = Vector512.MaxNative(maxima, score);
        }

        // e^x as a power of two.
        var (factor, shift) = (Vector512.Create(scale / Ln2), Vector512.Create(VectorMath.Largest(maxima) * scale / Ln2));
        var total = Vector512<int>.Zero;
        for (var i = 0; i < positions; i += Lane)
        {
            var power = PowerOfTwo(Vector512.FusedMultiplyAdd(Vector512.Load(scores + i), factor, -shift));
            var numerator = Vector512.ConvertToInt32Native(
                Vector512.FusedMultiplyAdd(power, Vector512.Create(LargestNumerator), Vector512.Load(thresholds + i)));
            total += numerator;
            ToBytes(numerator).Store(numerators + i);
        }

        return Vector512.Sum(total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Vector512<int> values) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector128ByteWithSaturation(values.AsUInt32()) : Int8Rounding.Narrow(values).AsByte();

    // 2^x = 2^n * e^(r ln 2) with integer n and |r| <= 1/2: four terms of the series are exact to a hundredth of a quantization step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        x = Vector512.MaxNative(Vector512.Create(SmallestPower), x);
        var n = Vector512.Round(x);
        var r = (x - n) * Ln2;
        var series = Vector512.FusedMultiplyAdd(r, Vector512.Create(1 / 24f), Vector512.Create(1 / 6f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(0.5f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        return VectorMath.Scale(series, n);
    }
}
