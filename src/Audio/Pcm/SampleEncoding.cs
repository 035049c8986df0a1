namespace Speech.Audio.Pcm;

/// <summary>Encoding of one sample.</summary>
public enum SampleEncoding
{
    /// <summary>8 bits, unsigned.</summary>
    UInt8,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>24 bits, signed.</summary>
    Int24,

    /// <summary>32 bits, signed.</summary>
    Int32,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>ITU-T G.711, A-law.</summary>
    ALaw,

    /// <summary>ITU-T G.711, µ-law.</summary>
    MuLaw,
}
