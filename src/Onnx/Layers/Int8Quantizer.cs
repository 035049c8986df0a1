using System.Numerics.Tensors;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Layers;

/// <summary>
/// Symmetric 8-bit quantization of matrices: one scale per block of a row for <c>MatMulNBits</c>, one per row for
/// <c>DynamicQuantizeMatMul</c>.
/// </summary>
public static class Int8Quantizer
{
    internal const int ZeroPoint = 128;

    private const int LargestBlock = 128, SmallestBlock = 16, MinWidth = 256;

    /// <summary>
    /// Whether quantizing a matrix saves time. A matrix that is narrow in either direction fits into the processor's caches, and quantizing
    /// its activations takes about as long as is saved: networks of width 128 are as fast in 32 bits, and more exact.
    /// </summary>
    public static bool IsWorthwhile(params IReadOnlyList<long> shape) => shape.Min() >= MinWidth;

    /// <summary>
    /// Whether a matrix [out, in] is quantized in layers of a kind: it must be worthwhile and, for blocks, divisible into them.
    /// </summary>
    public static bool Quantizes(LinearKind kind, IReadOnlyList<long> shape)
        => kind != LinearKind.Dense && IsWorthwhile(shape) && (kind != LinearKind.Int8 || BlockSizeFor(shape[1]) > 0);

    /// <summary>The largest block size that divides the columns; 0 when even the smallest does not (the matrix stays dense).</summary>
    public static int BlockSizeFor(long columns)
    {
        var block = LargestBlock;
        while (block >= SmallestBlock && columns % block != 0) block /= 2;
        return block >= SmallestBlock ? block : 0;
    }

    /// <summary>Quantizes one row of a matrix into a column of its transpose.</summary>
    /// <param name="row">The row's values.</param>
    /// <param name="column">Index of the row in the matrix, and so of the column in the transpose.</param>
    /// <param name="rows">Number of rows of the matrix.</param>
    /// <param name="transposed">The transpose, [columns, rows].</param>
    /// <param name="maxMagnitude">Largest magnitude of a value; <see cref="Int8Range.Dynamic"/> for this processor.</param>
    /// <returns>The scale.</returns>
    public static float QuantizeTransposed(ReadOnlySpan<float> row, int column, int rows, Span<sbyte> transposed, int maxMagnitude)
    {
        var scale = ScaleOf(row, maxMagnitude);
        var inverse = scale > 0 ? 1 / scale : 0;
        for (var i = 0; i < row.Length; i++) transposed[i * rows + column] = (sbyte)MathF.Round(row[i] * inverse);
        return scale;
    }

    /// <summary>Quantizes whole blocks.</summary>
    /// <param name="matrix">Values, row-major; a multiple of the block size.</param>
    /// <param name="blockSize">See <see cref="BlockSizeFor"/>.</param>
    /// <param name="bytes">Receives one byte per value.</param>
    /// <param name="scales">Receives one scale per block.</param>
    public static void Quantize(ReadOnlySpan<float> matrix, int blockSize, Span<byte> bytes, Span<float> scales)
    {
        for (var block = 0; block < scales.Length; block++)
        {
            var values = matrix.Slice(block * blockSize, blockSize);
            var scale = ScaleOf(values, Int8Range.Full);
            scales[block] = scale;
            var inverse = scale > 0 ? 1 / scale : 0;
            var rounded = bytes.Slice(block * blockSize, blockSize);
            for (var i = 0; i < values.Length; i++) rounded[i] = (byte)(MathF.Round(values[i] * inverse) + ZeroPoint);
        }
    }

    private static float ScaleOf(ReadOnlySpan<float> values, int max) => Math.Abs(TensorPrimitives.MaxMagnitude(values)) / max;
}
