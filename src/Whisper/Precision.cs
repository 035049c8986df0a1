namespace Speech.Whisper;

/// <summary>Numeric precision of the networks on a CPU. 8-bit weights are quantized once per checkpoint and cached in a file.</summary>
public enum Precision
{
    /// <summary>32-bit floats throughout: numerically the reference.</summary>
    Fp32,

    /// <summary>
    /// The decoder's weights and cross-attention cache in 8 bits: a step takes about a third of the time, in a batch half.
    /// </summary>
    Mixed,

    /// <summary>
    /// The encoder in 8 bits, too, with a scale for each row of activations: encoding a window takes less than half the time. The endpoint
    /// runs the LSTMs of diarization and voice activity detection in 8 bits then, too.
    /// </summary>
    Int8,
}
