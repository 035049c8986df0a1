namespace Speech.Onnx.Graphs;

/// <summary>A tensor in a file. ONNX Runtime maps it from there; it is not copied into the graph.</summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="Type">Element type as stored.</param>
/// <param name="Shape">Lengths of the axes, row-major.</param>
/// <param name="File">Full path of the file.</param>
/// <param name="Offset">Byte offset from the start of the file, of any alignment.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record Weight(string Name, ElementType Type, IReadOnlyList<long> Shape, string File, long Offset, long Length);
