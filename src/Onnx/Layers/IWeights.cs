using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>The tensors of a checkpoint, as a network's graph asks for them.</summary>
public interface IWeights
{
    /// <summary>Whether the checkpoint has a tensor of this name.</summary>
    bool Contains(string name);

    /// <summary>The tensor as stored; the checkpoint's own exception where there is none of this name.</summary>
    Weight Get(string name);

    /// <summary>The matrix in 8 bits, in the layout of the kind that the profile has for it: only where the checkpoint was opened for such a profile.</summary>
    Int8Weight GetInt8(string name);
}

/// <summary>
/// A matrix [rows, columns] in 8 bits, with one scale per block of a row. For <see cref="LinearKind.Int8"/>: value = scale * (byte - 128).
/// For <see cref="LinearKind.DynamicInt8"/>: value = scale * signed byte, stored transposed, and a row is one block.
/// </summary>
/// <param name="Values">Bytes, [rows, columns / BlockSize, BlockSize]; transposed: [columns, rows].</param>
/// <param name="Scales">32-bit floats, [rows * columns / BlockSize].</param>
/// <param name="BlockSize">Columns that share a scale: a power of two, at least 16; transposed: all.</param>
public sealed record Int8Weight(Weight Values, Weight Scales, int BlockSize);
