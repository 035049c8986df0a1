namespace Speech.Whisper;

/// <summary>How exactly the networks compute.</summary>
public enum Precision
{
    /// <summary>32-bit floats throughout: the reference's own numbers.</summary>
    Fp32,

    /// <summary>8-bit weights in the decoder: a step costs about half. They are made once a checkpoint and kept in a file.</summary>
    Int8,
}
