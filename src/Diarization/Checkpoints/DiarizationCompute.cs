using Speech.Onnx.Layers;

namespace Speech.Diarization.Checkpoints;

/// <summary>Threads and device of the networks.</summary>
public sealed record DiarizationCompute
{
    /// <summary>Threads of one run; 0 (the default) uses the physical cores. The first network of the process decides for all.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the networks run on the GPU, in 32 bits. Default false.</summary>
    public bool OnGpu { get; init; }

    internal ComputeProfile Profile => OnGpu ? ComputeProfile.CudaFp32 : ComputeProfile.CpuFp32;
}
