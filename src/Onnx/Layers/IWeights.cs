using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>The tensors of a checkpoint, as a network's graph asks for them.</summary>
public interface IWeights
{
    /// <summary>Whether the checkpoint has a tensor of this name.</summary>
    bool Contains(string name);

    /// <summary>The tensor as stored; the checkpoint's own exception where there is none of this name.</summary>
    Weight Get(string name);

    /// <summary>The matrix in 8 bits, for <see cref="LinearKind.Int8"/>: only where the checkpoint was opened for a profile that uses it.</summary>
    Int8Weight GetInt8(string name);
}

/// <summary>A matrix [rows, columns] in 8 bits: value = scale * (byte - 128), one scale per block of a row.</summary>
/// <param name="Values">Bytes, [rows, columns / BlockSize, BlockSize].</param>
/// <param name="Scales">32-bit floats, [rows * columns / BlockSize].</param>
/// <param name="BlockSize">Columns that share a scale: a power of two, at least 16.</param>
public sealed record Int8Weight(Weight Values, Weight Scales, int BlockSize);
