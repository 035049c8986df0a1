using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>GELU, quantized to unsigned bytes with one scale per row.</summary>
/// <remarks>
/// Input: [batch, rows, columns], columns a multiple of 16. Outputs: bytes [batch, rows, columns]; scales [batch, rows, 1].
/// GELU(x) = scale · byte - <see cref="Offset"/>.
/// In a trained transformer a few positions have values many times as large as all others: one scale for the matrix would leave those
/// others a handful of steps.
/// </remarks>
public static unsafe class GeluQuantizer
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "GeluQuantizer";

    /// <summary>Subtracted from the products of scales and bytes: GELU is greater than its negative everywhere.</summary>
    public const float Offset = 0.17f;

    /// <summary>The number of columns must be a multiple of this.</summary>
    public const int ColumnMultiple = 16;

    private const int RowsPerTask = 16;

    internal static void Run(nint context)
    {
        var x = KernelTensor<float>.Input(context, 0, 3);
        var call = new Call { Source = x.Data, Rows = x[0] * x[1], Columns = x[2] };
        if (call.Columns % ColumnMultiple != 0)
            throw new ArgumentException($"{call.Columns} columns are not a multiple of {ColumnMultiple}.");
        call.Bytes = KernelTensor<byte>.Output(context, 0, x[0], x[1], x[2]);
        call.Scales = KernelTensor<float>.Output(context, 1, x[0], x[1], 1);
        ParallelLoop.Run(context, (call.Rows + RowsPerTask - 1) / RowsPerTask, &QuantizeRows, &call);
    }

    private struct Call
    {
        public float* Source, Scales;
        public byte* Bytes;
        public int Rows, Columns;
    }

    private static void QuantizeRows(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        using var scratch = new ScratchBuffer(call.Columns);
        for (var row = task * RowsPerTask; row < Math.Min((task + 1) * RowsPerTask, call.Rows); row++)
        {
            var first = (long)row * call.Columns;
            call.Scales[row] = QuantizeRow(call.Source + first, call.Columns, scratch.Start, call.Bytes + first);
        }
    }

    private static float QuantizeRow(float* source, int columns, float* activated, byte* bytes)
    {
        var maxima = Vector512<float>.Zero;
        for (var i = 0; i < columns; i += ColumnMultiple)
        {
            var value = VectorMath.Gelu(Vector512.Load(source + i));
            maxima = Vector512.MaxNative(maxima, value);
            value.Store(activated + i);
        }

        var scale = (VectorMath.Largest(maxima) + Offset) / byte.MaxValue;
        var (inverse, offset) = (Vector512.Create(1 / scale), Vector512.Create(Offset / scale));
        for (var i = 0; i < columns; i += ColumnMultiple)
        {
            var steps = Vector512.Round(Vector512.FusedMultiplyAdd(Vector512.Load(activated + i), inverse, offset));
            Int8Rounding.Narrow(Vector512.ConvertToInt32Native(steps)).AsByte().Store(bytes + i);
        }

        return scale;
    }
}
