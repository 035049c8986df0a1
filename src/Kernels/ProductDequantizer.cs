using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>Integer products of quantized rows and a quantized matrix as floats, with what a layer adds to them, in one pass.</summary>
/// <remarks>
/// Inputs: products [batch, rows, columns] of 32-bit integers; scales of the rows [batch, rows, 1]; scales of the columns [columns]; bias
/// [columns], or [0] for none; an addend [batch, rows, columns], or [0, 0, 0] for none.
/// Output: row scale · column scale · product + bias + addend, [batch, rows, columns].
/// </remarks>
public static unsafe class ProductDequantizer
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "ProductDequantizer";

    internal static void Run(nint context)
    {
        var x = ProductTensor.Input(context);
        var addend = KernelTensor<float>.Input(context, ProductTensor.InputCount, 3);
        var rows = new RowTasks(x.Batch * x.Rows, x.Columns);
        var call = new Call
        {
            Rows = rows,
            Source = x,
            Addend = addend[0] == 0 ? null : addend.Data,
            Output = KernelTensor<float>.Output(context, 0, x.Batch, x.Rows, x.Columns),
        };
        if (call.Addend != null && (addend[0], addend[1], addend[2]) != (x.Batch, x.Rows, x.Columns))
            throw new ArgumentException("The addend does not have the shape of the products.");
        ParallelLoop.Run(context, rows.Count, &DequantizeRows, &call);
    }

    private struct Call
    {
        public RowTasks Rows;
        public ProductTensor Source;
        public float* Addend, Output;
    }

    private static void DequantizeRows(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        var columns = call.Rows.Columns;
        for (var row = call.Rows.First(task); row < call.Rows.End(task); row++)
        {
            var source = call.Source.Row(row);
            var output = call.Output + (long)row * columns;
            var addend = call.Addend == null ? null : call.Addend + (long)row * columns;
            var i = 0;
            for (; i + Vector512<float>.Count <= columns; i += Vector512<float>.Count)
                (addend == null ? source.Load(i) : source.Load(i) + Vector512.Load(addend + i)).Store(output + i);
            for (; i < columns; i++) output[i] = addend == null ? source[i] : source[i] + addend[i];
        }
    }
}
