using System.Numerics.Tensors;

namespace Speech.Onnx.Layers;

/// <summary>Rounds a matrix to 8 bits: symmetric, one scale per block of a row for <c>MatMulNBits</c>, one per row for <c>DynamicQuantizeMatMul</c>.</summary>
public static class Int8Quantizer
{
    private const int LargestBlock = 128, SmallestBlock = 16, ZeroPoint = 128, Narrowest = 256;

    /// <summary>
    /// Whether a matrix is worth rounding. One that is narrow either way lies in the caches as it is, and to round what it is multiplied by takes about as long as is saved:
    /// decoders and encoders of width 128 are as fast without, and closer to the 32-bit ones.
    /// </summary>
    public static bool IsWorthwhile(params IReadOnlyList<long> shape) => shape.Min() >= Narrowest;

    /// <summary>Whether a matrix [out, in] is kept in 8 bits where its layer is of a kind: what is worth rounding and, in blocks, can be cut into them.</summary>
    public static bool Rounds(LinearKind kind, IReadOnlyList<long> shape)
        => kind != LinearKind.Dense && IsWorthwhile(shape) && (kind != LinearKind.Int8 || BlockSizeFor(shape[1]) > 0);

    /// <summary>The largest block that divides the columns; 0 when even the smallest does not (the matrix stays dense).</summary>
    public static int BlockSizeFor(long columns)
    {
        var block = LargestBlock;
        while (block >= SmallestBlock && columns % block != 0) block /= 2;
        return block >= SmallestBlock ? block : 0;
    }

    /// <summary>Quantises one row of a matrix into a column of its transpose.</summary>
    /// <param name="row">The row's values.</param>
    /// <param name="column">Which row of the matrix, and so which column of the transpose.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="transposed">The transpose, [columns, rows].</param>
    /// <returns>The scale.</returns>
    public static float QuantizeTransposed(ReadOnlySpan<float> row, int column, int rows, Span<sbyte> transposed)
    {
        var scale = ScaleOf(row);
        var inverse = scale > 0 ? 1 / scale : 0;
        for (var i = 0; i < row.Length; i++) transposed[i * rows + column] = (sbyte)MathF.Round(row[i] * inverse);
        return scale;
    }

    /// <summary>Quantises whole blocks.</summary>
    /// <param name="matrix">Values, row-major; a multiple of the block size.</param>
    /// <param name="blockSize">See <see cref="BlockSizeFor"/>.</param>
    /// <param name="bytes">Receives one byte a value.</param>
    /// <param name="scales">Receives one scale a block.</param>
    public static void Quantize(ReadOnlySpan<float> matrix, int blockSize, Span<byte> bytes, Span<float> scales)
    {
        for (var block = 0; block < scales.Length; block++)
        {
            var values = matrix.Slice(block * blockSize, blockSize);
            var scale = ScaleOf(values);
            scales[block] = scale;
            var inverse = scale > 0 ? 1 / scale : 0;
            var rounded = bytes.Slice(block * blockSize, blockSize);
            for (var i = 0; i < values.Length; i++) rounded[i] = (byte)(MathF.Round(values[i] * inverse) + ZeroPoint);
        }
    }

    private static float ScaleOf(ReadOnlySpan<float> values) => Math.Abs(TensorPrimitives.MaxMagnitude(values)) / 127;
}
