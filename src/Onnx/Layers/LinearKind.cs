namespace Speech.Onnx.Layers;

/// <summary>How the weights of linear layers are stored and multiplied.</summary>
public enum LinearKind
{
    /// <summary>In the compute type, as stored or cast once.</summary>
    Dense,

    /// <summary>
    /// 8-bit weights with one scale per output, and 8-bit activations with one scale per row, on the CPU's integer instructions.
    /// </summary>
    Int8,
}
