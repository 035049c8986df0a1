using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>GELU of integer products, quantized to unsigned bytes with one scale per row: what lies between two 8-bit layers.</summary>
/// <remarks>
/// Inputs: those of <see cref="ProductDequantizer"/> but the last, columns a multiple of 16. Outputs: bytes [batch, rows, columns]; scales
/// [batch, rows, 1]. GELU(x) = scale · (byte - <see cref="ZeroPoint"/>).
/// </remarks>
public static unsafe class GeluQuantizer
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "GeluQuantizer";

    /// <summary>
    /// The byte of 0. Most values are nearly 0, so 0 has to be exact: its error would be the same in all of them and add up in a product.
    /// </summary>
    public const byte ZeroPoint = 20;

    // GELU is at least -0.17, so values without a large one among them have this scale.
    private const float SmallestScale = 0.17f / ZeroPoint;

    internal static void Run(nint context)
    {
        var x = ProductTensor.Input(context);
        var rows = new RowTasks(x.Batch * x.Rows, x.Columns);
        ByteRow.CheckColumns(x.Columns);
        var call = new Call
        {
            Rows = rows,
            Source = x,
            Bytes = KernelTensor<byte>.Output(context, 0, x.Batch, x.Rows, x.Columns),
            Scales = KernelTensor<float>.Output(context, 1, x.Batch, x.Rows, 1),
        };
        ParallelLoop.Run(context, rows.Count, &QuantizeRows, &call);
    }

    private struct Call
    {
        public RowTasks Rows;
        public ProductTensor Source;
        public float* Scales;
        public byte* Bytes;
    }

    private static void QuantizeRows(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        var columns = call.Rows.Columns;
        using var scratch = new ScratchBuffer(columns);
        var activated = scratch.Start;
        for (var row = call.Rows.First(task); row < call.Rows.End(task); row++)
        {
            var source = call.Source.Row(row);
            var maxima = Vector512<float>.Zero;
            for (var i = 0; i < columns; i += ByteRow.ColumnMultiple)
            {
                var value = VectorMath.Gelu(source.Load(i));
                maxima = Vector512.MaxNative(maxima, value);
                value.Store(activated + i);
            }

            var scale = Math.Max(VectorMath.Largest(maxima) / (byte.MaxValue - ZeroPoint), SmallestScale);
            ByteRow.Quantize(activated, columns, scale, ZeroPoint, call.Bytes + (long)row * columns);
            call.Scales[row] = scale;
        }
    }
}
