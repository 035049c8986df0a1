using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>
/// Quantizes cross-attention keys or values to 8 bits with one scale per channel, in the layout that <see cref="Int8CrossAttention"/>
/// reads.
/// </summary>
/// <remarks>
/// Inputs: keys or values [batch, positions, width]; the number of heads [1]; 1 for keys, 0 for values [1]; the largest number of
/// positions [1]. Outputs: quantized values [batch, heads, panels * inner, 64] with room for as many, each head in the panels of
/// <see cref="FloatInt8MatMul"/>, where keys are a matrix [head, positions] and values a matrix [positions, head]; scales
/// [batch, heads, 1, head].
/// </remarks>
public static unsafe class CrossAttentionCacheQuantizer
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "CrossAttentionCacheQuantizer";

    /// <summary>Bytes of a row of the quantized values.</summary>
    public const int RowBytes = FloatInt8MatMul.PanelColumns;

    /// <summary>Number of rows of <see cref="RowBytes"/> that the keys or the values of one head take.</summary>
    /// <param name="positions">Encoder positions.</param>
    /// <param name="headWidth">Width of a head.</param>
    /// <param name="areKeys">Whether they are keys.</param>
    public static int Rows(int positions, int headWidth, bool areKeys)
        => areKeys ? FloatInt8MatMul.Panels(positions) * headWidth : FloatInt8MatMul.Panels(headWidth) * positions;

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Source = KernelTensor<float>.Input(context, 0, 3),
            Heads = (int)*KernelTensor<long>.Input(context, 1, 1).Data,
            AreKeys = *KernelTensor<long>.Input(context, 2, 1).Data == 1,
        };
        var capacity = (int)*KernelTensor<long>.Input(context, 3, 1).Data;
        var (batch, positions, headWidth) = (call.Source[0], call.Source[1], call.Source[2] / call.Heads);
        if (positions > capacity) throw new ArgumentException("There are more positions than the cache has room for.");
        call.RowCount = Rows(capacity, headWidth, call.AreKeys);
        call.Quantized = KernelTensor<sbyte>.Output(context, 0, batch, call.Heads, call.RowCount, RowBytes);
        call.Scales = KernelTensor<float>.Output(context, 1, batch, call.Heads, 1, headWidth);
        ParallelLoop.Run(context, batch * call.Heads, &QuantizeHead, &call);
    }

    private struct Call
    {
        public KernelTensor<float> Source;
        public int Heads, RowCount;
        public bool AreKeys;
        public sbyte* Quantized;
        public float* Scales;
    }

    private static void QuantizeHead(void* state, int headIndex)
    {
        ref var call = ref *(Call*)state;
        var source = HeadView.Of(call.Source.Data, call.Source[1], call.Source[2], call.Heads, headIndex);
        var quantized = call.Quantized + (long)headIndex * call.RowCount * RowBytes;
        var scales = new Span<float>(call.Scales + (long)headIndex * source.Width, source.Width);
        using var scratch = new ScratchBuffer(source.Width + RowBytes * source.Width / sizeof(float) + 1);
        var inverseScales = new Span<float>(scratch.Start, source.Width);
        var rounded = (sbyte*)(scratch.Start + source.Width);

        new Span<sbyte>(quantized, call.RowCount * RowBytes).Clear();
        Int8Rounding.ChannelScales(source, scales);
        TensorPrimitives.Divide(1f, scales, inverseScales);
        if (call.AreKeys) QuantizeKeys(source, inverseScales, quantized, rounded);
        else QuantizeValues(source, inverseScales, quantized, rounded);
    }

    private static void QuantizeKeys(HeadView keys, ReadOnlySpan<float> inverseScales, sbyte* quantized, sbyte* rounded)
    {
        // The positions of a panel are rounded one after the other and transposed while they are in the first-level cache.
        for (var first = 0; first < keys.Count; first += RowBytes, quantized += keys.Width * RowBytes)
        {
            var count = Math.Min(RowBytes, keys.Count - first);
            for (var i = 0; i < count; i++) Int8Rounding.Round(keys.Row(first + i), inverseScales, rounded + i * keys.Width);
            ByteTranspose.Run(rounded, keys.Width, count, keys.Width, quantized, RowBytes);
        }
    }

    private static void QuantizeValues(HeadView values, ReadOnlySpan<float> inverseScales, sbyte* quantized, sbyte* rounded)
    {
        for (var position = 0; position < values.Count; position++)
        {
            Int8Rounding.Round(values.Row(position), inverseScales, rounded);
            for (var channel = 0; channel < values.Width; channel += RowBytes)
                Unsafe.CopyBlock(
                    quantized + ((long)channel / RowBytes * values.Count + position) * RowBytes,
                    rounded + channel,
                    (uint)Math.Min(RowBytes, values.Width - channel));
        }
    }
}
