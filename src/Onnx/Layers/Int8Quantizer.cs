using System.Numerics.Tensors;
using Speech.Kernels;

namespace Speech.Onnx.Layers;

/// <summary>Symmetric 8-bit quantization of matrices, with one scale per row.</summary>
public static class Int8Quantizer
{
    private const int MinWidth = 256;

    /// <summary>
    /// Whether a matrix [out, in] is quantized in layers of a kind. A matrix that is narrow in either direction fits into the processor's
    /// caches, and quantizing its activations takes about as long as is saved: networks of width 128 are as fast in 32 bits, and more
    /// exact.
    /// </summary>
    public static bool Quantizes(LinearKind kind, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return kind == LinearKind.Int8 && shape.Min() >= MinWidth && shape[1] % RowQuantizer.ColumnMultiple == 0;
    }

    /// <summary>Quantizes one row of a matrix into a column of its transpose.</summary>
    /// <param name="row">The row's values.</param>
    /// <param name="column">Index of the row in the matrix, and so of the column in the transpose.</param>
    /// <param name="rows">Number of rows of the matrix.</param>
    /// <param name="transposed">The transpose, [columns, rows].</param>
    /// <param name="maxMagnitude">Largest magnitude of a value; <see cref="Weights.Int8Range.Processor"/> for this processor.</param>
    /// <returns>The scale.</returns>
    public static float QuantizeTransposed(ReadOnlySpan<float> row, int column, int rows, Span<sbyte> transposed, int maxMagnitude)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(row)) / maxMagnitude;
        var inverse = scale > 0 ? 1 / scale : 0;
        for (var i = 0; i < row.Length; i++) transposed[i * rows + column] = (sbyte)MathF.Round(row[i] * inverse);
        return scale;
    }
}
