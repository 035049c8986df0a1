namespace Speech.Onnx.Graphs;

/// <summary>A tensor where it lies in a file; ONNX Runtime maps it from there, nothing is copied into the graph.</summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="Type">Type of the elements as stored.</param>
/// <param name="Shape">Lengths of the axes, row-major.</param>
/// <param name="File">Full path of the file.</param>
/// <param name="Offset">First byte, counted from the start of the file. Any alignment works.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record Weight(string Name, ElementType Type, IReadOnlyList<long> Shape, string File, long Offset, long Length);
