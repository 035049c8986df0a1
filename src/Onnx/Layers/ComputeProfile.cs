using Speech.Onnx.Graphs;

namespace Speech.Onnx.Layers;

/// <summary>What a graph is written for: the device, the element type and the kinds of linear layers.</summary>
/// <param name="Name">Name in logs and tables.</param>
/// <param name="Compute">Element type of the activations.</param>
/// <param name="Encoder">Linear layers of encoders: large matrices, limited by arithmetic.</param>
/// <param name="Decoder">Linear layers of decoders: one token at a time, limited by memory bandwidth.</param>
/// <param name="UsesCuda">Whether sessions run on a GPU.</param>
public sealed record ComputeProfile(string Name, ElementType Compute, LinearKind Encoder, LinearKind Decoder, bool UsesCuda)
{
    /// <summary>32-bit floats on the CPU: the numbers of the reference implementations.</summary>
    public static ComputeProfile CpuFp32 { get; } = new("cpu-fp32", ElementType.Float, LinearKind.Dense, LinearKind.Dense, UsesCuda: false);

    /// <summary>On the CPU with 8-bit weights in decoders.</summary>
    public static ComputeProfile CpuMixed { get; }
        = new("cpu-mixed", ElementType.Float, LinearKind.Dense, LinearKind.Int8, UsesCuda: false);

    /// <summary>On the CPU with 8-bit weights in encoders and decoders.</summary>
    public static ComputeProfile CpuInt8 { get; }
        = new("cpu-int8", ElementType.Float, LinearKind.Int8, LinearKind.Int8, UsesCuda: false);

    /// <summary>32-bit floats on a GPU.</summary>
    public static ComputeProfile CudaFp32 { get; }
        = new("cuda-fp32", ElementType.Float, LinearKind.Dense, LinearKind.Dense, UsesCuda: true);

    /// <summary>16-bit floats on a GPU; weights of 16-bit checkpoints are used as stored.</summary>
    public static ComputeProfile CudaFp16 { get; }
        = new("cuda-fp16", ElementType.Float16, LinearKind.Dense, LinearKind.Dense, UsesCuda: true);
}
