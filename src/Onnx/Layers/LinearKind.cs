namespace Speech.Onnx.Layers;

/// <summary>How the weights of linear layers are stored and multiplied.</summary>
public enum LinearKind
{
    /// <summary>In the compute type, as stored or cast once.</summary>
    Dense,

    /// <summary>8-bit weights in blocks with one scale each (<c>MatMulNBits</c>); activations are quantized on the fly.</summary>
    Int8,

    /// <summary>
    /// 8-bit weights with one scale per output and 8-bit activations with one scale per matrix (<c>DynamicQuantizeMatMul</c>), on the CPU's
    /// integer instructions: the fastest where many rows are multiplied at once.
    /// </summary>
    DynamicInt8,
}
