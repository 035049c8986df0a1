using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>How the weights of linear layers are held and multiplied.</summary>
public enum LinearKind
{
    /// <summary>In the compute type, as stored or cast once.</summary>
    Dense,
    /// <summary>8-bit weights in blocks with a scale each (<c>MatMulNBits</c>); activations quantised on the fly.</summary>
    Int8,
    /// <summary>8-bit weights, one scale an output, and activations rounded to 8 bits with one scale for all (<c>DynamicQuantizeMatMul</c>): the fastest
    /// where many rows are multiplied at once, on integer instructions of the CPU alone.</summary>
    DynamicInt8,
}

/// <summary>What a graph is written for: the execution provider's fast operators differ, the network does not.</summary>
/// <param name="Name">For logs and tables.</param>
/// <param name="Compute">Type of the activations.</param>
/// <param name="Encoder">Linear layers of encoders: large matrices, bound by arithmetic.</param>
/// <param name="Decoder">Linear layers of decoders: one token at a time, bound by reading weights.</param>
/// <param name="UsesCuda">Whether the session runs on the GPU.</param>
public sealed record ComputeProfile(string Name, ElementType Compute, LinearKind Encoder, LinearKind Decoder, bool UsesCuda)
{
    /// <summary>Whether what a decoder listens to is kept in 8 bits too: reading it is most of what a step of a batch costs.</summary>
    public bool ListensInInt8 => Decoder == LinearKind.Int8;

    /// <summary>Whether encoders of a width attend in 8 bits too: where it pays, by the width and by this processor's instructions.</summary>
    public bool AttendsInInt8(long width) => Encoder == LinearKind.DynamicInt8 && Int8Quantizer.IsWorthwhile(width) && Kernels.Int8SelfAttention.IsSupported;

    /// <summary>All in 32-bit floats on the CPU: the reference's own numbers.</summary>
    public static ComputeProfile CpuFp32 { get; } = new("cpu-fp32", ElementType.Float, LinearKind.Dense, LinearKind.Dense, UsesCuda: false);

    /// <summary>Decoder and logits with 8-bit weights on the CPU.</summary>
    public static ComputeProfile CpuMixed { get; } = new("cpu-mixed", ElementType.Float, LinearKind.Dense, LinearKind.Int8, UsesCuda: false);

    /// <summary>8 bits in the encoder too.</summary>
    public static ComputeProfile CpuInt8 { get; } = new("cpu-int8", ElementType.Float, LinearKind.DynamicInt8, LinearKind.Int8, UsesCuda: false);

    /// <summary>All in 32-bit floats on a GPU.</summary>
    public static ComputeProfile CudaFp32 { get; } = new("cuda-fp32", ElementType.Float, LinearKind.Dense, LinearKind.Dense, UsesCuda: true);

    /// <summary>Half precision on a GPU, straight from 16-bit checkpoints.</summary>
    public static ComputeProfile CudaFp16 { get; } = new("cuda-fp16", ElementType.Float16, LinearKind.Dense, LinearKind.Dense, UsesCuda: true);
}
