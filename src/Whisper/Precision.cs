namespace Speech.Whisper;

/// <summary>How exactly the networks compute on a CPU. 8-bit weights are made once a checkpoint and kept in a file.</summary>
public enum Precision
{
    /// <summary>32-bit floats throughout: the reference's own numbers.</summary>
    Fp32,

    /// <summary>8 bits in the decoder, its weights and what it listens to: a step costs about a third, in a batch half.</summary>
    Mixed,

    /// <summary>8 bits in the encoder too: a window costs about half again. Its activations share one scale a matrix, which outliers coarsen.</summary>
    Int8,
}
