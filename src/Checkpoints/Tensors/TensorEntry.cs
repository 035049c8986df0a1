namespace Speech.Checkpoints.Tensors;

/// <summary>
/// Location of a tensor in a file, which can be used without a copy (ONNX Runtime's external data: file, offset, length).
/// </summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="Type">Element type; elements are little-endian.</param>
/// <param name="Shape">Sizes of the axes, outermost first; empty for a scalar; a size may be 0.</param>
/// <param name="File">Full path of the file.</param>
/// <param name="Offset">Offset of the first byte in the file; not necessarily a multiple of the element size.</param>
/// <param name="Length">Length in bytes: the product of <paramref name="Shape"/> times the element size.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, string File, long Offset, long Length)
{
    /// <summary>Number of elements.</summary>
    public long Count => Length / Type.Size();
}
