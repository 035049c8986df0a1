using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>A matrix [rows, columns] quantized to 8 bits: value = scale of the row * signed byte. Bytes are stored transposed.</summary>
/// <param name="Values">Signed bytes, [columns, rows].</param>
/// <param name="Scales">32-bit floats, [rows].</param>
/// <param name="MaxMagnitude">No value has a larger magnitude: 127, or less where the processor needs it.</param>
public sealed record Int8Weight(Weight Values, Weight Scales, int MaxMagnitude)
{
    /// <summary>[rows, columns] of the matrix.</summary>
    public IReadOnlyList<long> Shape => [Values.Shape[1], Values.Shape[0]];

    /// <summary>Name of the tensor with the quantized values of a matrix.</summary>
    public static string ValuesName(string matrix) => matrix + ".int8";

    /// <summary>Name of the tensor with the scales of a matrix.</summary>
    public static string ScalesName(string matrix) => matrix + ".scales";

    /// <summary>
    /// Name of the tensor with the factors [columns] by which the columns of the matrices after a layer normalization were multiplied
    /// before they were quantized. The normalization is divided by them.
    /// </summary>
    public static string SmoothingName(string norm) => norm + ".smoothing";
}
