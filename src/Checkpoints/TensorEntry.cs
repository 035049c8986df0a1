namespace Speech.Checkpoints;

/// <summary>Where a tensor lies, so that it can be used in place (ONNX Runtime's external data: file, offset, length).</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Type">Element type; elements are little-endian.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar; any may be 0.</param>
/// <param name="File">Full path of the file.</param>
/// <param name="Offset">First byte, counted from the beginning of the file; not always a multiple of the element's size.</param>
/// <param name="Length">Bytes: the product of <paramref name="Shape"/> times the element's size.</param>
public sealed record TensorEntry(string Name, TensorType Type, IReadOnlyList<long> Shape, string File, long Offset, long Length)
{
    /// <summary>Number of elements.</summary>
    public long Count => Length / Type.Size();
}
