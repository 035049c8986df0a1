namespace Speech.Onnx.Graphs;

/// <summary>Element type of a tensor, with the values of ONNX's <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>32-bit float.</summary>
    Float = 1,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,
    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,
    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,
    /// <summary>16-bit IEEE float.</summary>
    Float16 = 10,
    /// <summary>16-bit brain float: the upper half of a 32-bit float.</summary>
    BFloat16 = 16,
}
