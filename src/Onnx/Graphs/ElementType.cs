namespace Speech.Onnx.Graphs;

/// <summary>Type of a tensor's elements, by ONNX's own numbers (TensorProto.DataType).</summary>
public enum ElementType
{
    /// <summary>32-bit float.</summary>
    Float = 1,
    /// <summary>Unsigned byte.</summary>
    UInt8 = 2,
    /// <summary>Signed byte.</summary>
    Int8 = 3,
    /// <summary>32-bit integer.</summary>
    Int32 = 6,
    /// <summary>64-bit integer.</summary>
    Int64 = 7,
    /// <summary>Truth value, one byte.</summary>
    Bool = 9,
    /// <summary>IEEE half.</summary>
    Float16 = 10,
    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16 = 16,
}
