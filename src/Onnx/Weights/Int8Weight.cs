using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>
/// A matrix [rows, columns] quantized to 8 bits. In blocks, for <c>MatMulNBits</c>: value = scale * (unsigned byte - 128).
/// Transposed, for <c>DynamicQuantizeMatMul</c>: value = scale * signed byte, and a row is one block.
/// </summary>
/// <param name="Values">Bytes: [rows, columns / BlockSize, BlockSize], or transposed [columns, rows].</param>
/// <param name="Scales">32-bit floats, [rows * columns / BlockSize].</param>
/// <param name="MaxMagnitude">No value has a larger magnitude: 127, or less where the processor needs it.</param>
public sealed record Int8Weight(Weight Values, Weight Scales, int MaxMagnitude)
{
    /// <summary>Whether the values are transposed.</summary>
    public bool IsTransposed => Values.Shape.Count == 2;

    /// <summary>[rows, columns] of the matrix.</summary>
    public IReadOnlyList<long> Shape
        => IsTransposed ? [Values.Shape[1], Values.Shape[0]] : [Values.Shape[0], Values.Shape[1] * Values.Shape[2]];

    /// <summary>Columns that share a scale: a power of two, at least 16; all columns when transposed.</summary>
    public int BlockSize => (int)(IsTransposed ? Values.Shape[0] : Values.Shape[2]);

    /// <summary>Name of the tensor with the quantized values of a matrix.</summary>
    public static string ValuesName(string matrix) => matrix + ".int8";

    /// <summary>Name of the tensor with the scales of a matrix.</summary>
    public static string ScalesName(string matrix) => matrix + ".scales";
}
