using Speech.Onnx.Layers;

namespace Speech.Diarization;

/// <summary>How the networks of a pipeline are run.</summary>
public sealed record DiarizationCompute
{
    /// <summary>How overlapping windows are heard; default as the reference does.</summary>
    public WindowHearing Hearing { get; init; }

    /// <summary>Whether the networks run on the GPU, in 32 bits; default false.</summary>
    public bool OnGpu { get; init; }

    internal ComputeProfile Profile => OnGpu ? ComputeProfile.CudaFp32 : ComputeProfile.CpuFp32;
}
