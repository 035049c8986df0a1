namespace Speech.Checkpoints.Tensors;

/// <summary>Element types of the safetensors format whose size is a whole number of bytes.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>8-bit floating point with 5 exponent bits and 2 mantissa bits.</summary>
    F8E5M2,

    /// <summary>8-bit floating point with 4 exponent bits and 3 mantissa bits.</summary>
    F8E4M3,

    /// <summary>A power of two with 8 exponent bits.</summary>
    F8E8M0,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>bfloat16: the upper 16 bits of an IEEE single.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Complex number: two singles, real and imaginary part.</summary>
    C64,
}
