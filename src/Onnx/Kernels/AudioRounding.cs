using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Speech.Onnx.Kernels;

/// <summary>Rounds keys or values to 8 bits, one scale a channel, in the order that <see cref="Int8Attention"/> reads.</summary>
/// <remarks>
/// Inputs: [batch, positions, width], the number of heads, and 1 for keys or 0 for values (numbers in lists of one). Outputs: what is rounded, each head in
/// the panels of an <see cref="Int8Product"/>, [batch, heads, panels * inner, 64], where keys are a matrix [head, positions] and values [positions, head];
/// scales [batch, heads, 1, head].
/// </remarks>
public static unsafe class AudioRounding
{
    internal const string Name = "AudioRounding";

    /// <summary>Bytes of a row of what is rounded.</summary>
    public const int RowBytes = Int8Product.Width;

    /// <summary>Rows of <see cref="RowBytes"/> that the keys of one head take, or the values.</summary>
    /// <param name="positions">Positions of the audio.</param>
    /// <param name="head">Width of a head.</param>
    /// <param name="areKeys">Whether they are keys.</param>
    public static int Rows(int positions, int head, bool areKeys) => areKeys ? Int8Product.Panels(positions) * head : Int8Product.Panels(head) * positions;

    internal static void Run(nint context)
    {
        var call = new Call { Source = Tensor<float>.Input(context, 0, 3), Heads = (int)*Tensor<long>.Input(context, 1, 1).Data, IsKey = *Tensor<long>.Input(context, 2, 1).Data == 1 };
        var (batch, positions, head) = (call.Source[0], call.Source[1], call.Source[2] / call.Heads);
        call.Length = Rows(positions, head, call.IsKey);
        call.Rounded = Tensor<sbyte>.Output(context, 0, batch, call.Heads, call.Length, Int8Product.Width);
        call.Scales = Tensor<float>.Output(context, 1, batch, call.Heads, 1, head);
        NativeApi.ForEach(context, batch * call.Heads, &Round, &call);
    }

    private struct Call
    {
        public Tensor<float> Source;
        public int Heads, Length;
        public bool IsKey;
        public sbyte* Rounded;
        public float* Scales;
    }

    /// <summary>One head of one row.</summary>
    [UnmanagedCallersOnly]
    private static void Round(void* state, nuint unit)
    {
        ref var call = ref *(Call*)state;
        var source = HeadRows.Of(call.Source.Data, call.Source[1], call.Source[2], call.Heads, (int)unit);
        var rounded = call.Rounded + (long)unit * call.Length * Int8Product.Width;
        var scales = new Span<float>(call.Scales + (long)unit * source.Width, source.Width);
        using var room = new Scratch(2 * source.Width + Int8Product.Width * source.Width / sizeof(float) + 1);
        var inverse = new Span<float>(room.Start, source.Width);
        var scaled = room.Start + source.Width;
        var steps = (sbyte*)(scaled + source.Width);

        new Span<sbyte>(rounded, call.Length * Int8Product.Width).Clear();
        ByteRounding.MeasureChannels(source, scales);
        TensorPrimitives.Divide(1f, scales, inverse);
        if (call.IsKey) RoundKeys(source, inverse, rounded, scaled, steps);
        else RoundValues(source, inverse, rounded, scaled, steps);
    }

    private static void RoundKeys(HeadRows keys, ReadOnlySpan<float> inverse, sbyte* rounded, float* scaled, sbyte* steps)
    {
        // The positions of a panel are rounded one after the other, and turned while they are in the first cache.
        for (var first = 0; first < keys.Count; first += Int8Product.Width, rounded += keys.Width * Int8Product.Width)
        {
            var count = Math.Min(Int8Product.Width, keys.Count - first);
            for (var i = 0; i < count; i++) ByteRounding.Round(keys.Row(first + i), inverse, scaled, steps + i * keys.Width);
            for (var channel = 0; channel < keys.Width; channel++)
                for (var i = 0; i < count; i++) rounded[channel * Int8Product.Width + i] = steps[i * keys.Width + channel];
        }
    }

    private static void RoundValues(HeadRows values, ReadOnlySpan<float> inverse, sbyte* rounded, float* scaled, sbyte* steps)
    {
        for (var position = 0; position < values.Count; position++)
        {
            ByteRounding.Round(values.Row(position), inverse, scaled, steps);
            for (var channel = 0; channel < values.Width; channel += Int8Product.Width)
                Unsafe.CopyBlock(rounded + ((long)channel / Int8Product.Width * values.Count + position) * Int8Product.Width, steps + channel, (uint)Math.Min(Int8Product.Width, values.Width - channel));
        }
    }
}
