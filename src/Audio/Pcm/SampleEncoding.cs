namespace Speech.Audio.Pcm;

/// <summary>Encoding of one sample.</summary>
internal enum SampleEncoding
{
    UInt8,
    Int16,
    Int24,
    Int32,
    Float32,
    Float64,
    ALaw,
    MuLaw,
}
