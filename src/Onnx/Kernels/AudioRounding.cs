using System.Numerics.Tensors;
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

    private const float Largest = sbyte.MaxValue, SmallestScale = 1e-12f;

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

    /// <summary>Place of an element of a matrix with so many rows in its panels.</summary>
    private static int PlaceOf(int row, int column, int rows) => (column / Int8Product.Width * rows + row) * Int8Product.Width + column % Int8Product.Width;

    /// <summary>One head of one row.</summary>
    [UnmanagedCallersOnly]
    private static void Round(void* state, nuint unit)
    {
        ref var call = ref *(Call*)state;
        var (positions, width, head) = (call.Source[1], call.Source[2], call.Source[2] / call.Heads);
        var source = call.Source.Data + ((int)unit / call.Heads * (long)positions * width) + (int)unit % call.Heads * head;
        var rounded = new Span<sbyte>(call.Rounded + (long)unit * call.Length * Int8Product.Width, call.Length * Int8Product.Width);
        var scales = new Span<float>(call.Scales + (long)unit * head, head);
        using var room = new Scratch(2 * head);
        Span<float> inverse = new(room.Start, head), steps = new(room.Start + head, head);

        scales.Clear();
        rounded.Clear();
        for (var position = 0; position < positions; position++) TensorPrimitives.MaxMagnitude(scales, Heard(position), scales);
        TensorPrimitives.Abs(scales, scales);
        TensorPrimitives.Divide(scales, Largest, scales);
        TensorPrimitives.Max(scales, SmallestScale, scales);
        TensorPrimitives.Divide(1f, scales, inverse);
        for (var position = 0; position < positions; position++)
        {
            TensorPrimitives.Multiply(Heard(position), inverse, steps);
            TensorPrimitives.Round<float>(steps, steps);
            for (var channel = 0; channel < head; channel++) rounded[call.IsKey ? PlaceOf(channel, position, head) : PlaceOf(position, channel, positions)] = (sbyte)steps[channel];
        }

        ReadOnlySpan<float> Heard(int position) => new(source + (long)position * width, head);
    }
}
