using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>Quantizes rows of floats to unsigned bytes with one scale per row.</summary>
/// <remarks>
/// Input: [batch, rows, columns], columns a multiple of 16. Outputs: bytes [batch, rows, columns]; scales [batch, rows, 1].
/// x = scale · (byte - <see cref="ZeroPoint"/>).
/// In a trained transformer a few positions have values many times as large as all others: one scale for the matrix would leave those
/// others a handful of steps, and a row would depend on the other rows of its batch.
/// </remarks>
public static unsafe class RowQuantizer
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "RowQuantizer";

    /// <summary>The byte of 0.</summary>
    public const byte ZeroPoint = 128;

    /// <summary>The number of columns must be a multiple of this.</summary>
    public const int ColumnMultiple = ByteRow.ColumnMultiple;

    internal static void Run(nint context)
    {
        var x = KernelTensor<float>.Input(context, 0, 3);
        var rows = new RowTasks(x[0] * x[1], x[2]);
        ByteRow.CheckColumns(rows.Columns);
        var call = new Call
        {
            Rows = rows,
            Source = x.Data,
            Bytes = KernelTensor<byte>.Output(context, 0, x[0], x[1], x[2]),
            Scales = KernelTensor<float>.Output(context, 1, x[0], x[1], 1),
        };
        ParallelLoop.Run(context, rows.Count, &QuantizeRows, &call);
    }

    private struct Call
    {
        public RowTasks Rows;
        public float* Source, Scales;
        public byte* Bytes;
    }

    private static void QuantizeRows(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        var columns = call.Rows.Columns;
        for (var row = call.Rows.First(task); row < call.Rows.End(task); row++)
        {
            var source = call.Source + (long)row * columns;
            var magnitudes = Vector512<float>.Zero;
            for (var i = 0; i < columns; i += ColumnMultiple)
                magnitudes = Vector512.MaxNative(magnitudes, Vector512.Abs(Vector512.Load(source + i)));
            var scale = Int8Rounding.ScaleOf(VectorMath.Largest(magnitudes));
            ByteRow.Quantize(source, columns, scale, ZeroPoint, call.Bytes + (long)row * columns);
            call.Scales[row] = scale;
        }
    }
}
