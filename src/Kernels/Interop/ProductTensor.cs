using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Speech.Kernels.Interop;

/// <summary>Integer products with their scales and bias: the first inputs of the operators that follow an integer product.</summary>
internal readonly unsafe struct ProductTensor
{
    /// <summary>Number of inputs that it takes.</summary>
    public const int InputCount = 4;

    private readonly KernelTensor<int> _products;
    private readonly float* _rowScales, _columnScales, _bias;

    private ProductTensor(nint context)
    {
        _products = KernelTensor<int>.Input(context, 0, 3);
        var rowScales = KernelTensor<float>.Input(context, 1, 3);
        KernelTensor<float> columnScales = KernelTensor<float>.Input(context, 2, 1), bias = KernelTensor<float>.Input(context, 3, 1);
        if ((long)rowScales[0] * rowScales[1] != (long)Batch * Rows || columnScales[0] != Columns || (bias[0] != Columns && bias[0] != 0))
            throw new ArgumentException("Scales or bias do not have the shape of the products.");
        _rowScales = rowScales.Data;
        _columnScales = columnScales.Data;
        _bias = bias[0] == 0 ? null : bias.Data;
    }

    /// <summary>Reads the inputs of a kernel.</summary>
    public static ProductTensor Input(nint context) => new(context);

    public int Batch => _products[0];

    public int Rows => _products[1];

    public int Columns => _products[2];

    /// <summary>A row, counted over the whole batch.</summary>
    public ProductRow Row(int row) => new(_products.Data + (long)row * Columns, _rowScales[row], _columnScales, _bias);

    /// <summary>A row of products as floats: row scale · column scale · product + bias.</summary>
    internal readonly struct ProductRow(int* products, float rowScale, float* columnScales, float* bias)
    {
        /// <summary>16 columns.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Load(int column)
        {
            var scaled = Vector512.ConvertToSingle(Vector512.Load(products + column)) * Vector512.Create(rowScale);
            var scales = Vector512.Load(columnScales + column);
            return bias == null ? scaled * scales : Vector512.FusedMultiplyAdd(scaled, scales, Vector512.Load(bias + column));
        }

        /// <summary>One column, rounded as in <see cref="Load"/>.</summary>
        public float this[int column] => bias == null
            ? products[column] * rowScale * columnScales[column]
            : MathF.FusedMultiplyAdd(products[column] * rowScale, columnScales[column], bias[column]);
    }
}
