namespace Speech.Checkpoints;

/// <summary>Element types of the safetensors format that fill whole bytes.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Floating point, 8 bits: 5 of exponent, 2 of mantissa.</summary>
    F8E5M2,

    /// <summary>Floating point, 8 bits: 4 of exponent, 3 of mantissa.</summary>
    F8E4M3,

    /// <summary>A power of two, 8 bits of exponent.</summary>
    F8E8M0,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of an IEEE single.</summary>
    BF16,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Unsigned, 64 bits.</summary>
    U64,

    /// <summary>Two singles: real and imaginary part.</summary>
    C64,
}
