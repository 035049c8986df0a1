using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper;

/// <summary>How a checkpoint is loaded.</summary>
public sealed record WhisperOptions
{
    /// <summary>Windows decoded together over all requests; default 24, at least 1. Half of the memory there is may lower it.</summary>
    public int MaxBatchSize { get; init; } = 24;

    /// <summary>How exactly the networks compute; default <see cref="Precision.Fp32"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Guards against invented text; default <see cref="GuardOptions.Off"/>, which gives the reference pipeline's tokens.</summary>
    public GuardOptions Guards { get; init; } = GuardOptions.Off;

    /// <summary>The device that the networks run on; default <see cref="ComputeDevice.Cpu"/>. On a GPU they run in half precision.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>The profile of the networks; by default that of <see cref="Device"/> and <see cref="Precision"/>.</summary>
    internal ComputeProfile Profile
    {
        get => field ?? (Device == ComputeDevice.Cuda ? ComputeProfile.CudaFp16 : CpuProfile);
        init;
    }

    private ComputeProfile CpuProfile => Precision switch
    {
        Precision.Mixed => ComputeProfile.CpuMixed,
        Precision.Int8 => ComputeProfile.CpuInt8,
        _ => ComputeProfile.CpuFp32,
    };

    /// <summary>Folder of the quantized weights of checkpoints; default a folder of the current user.</summary>
    internal string QuantizedWeightCacheFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } own ? own : Path.GetTempPath(),
        "speech-endpoint");

    /// <summary>Whether drafts are made even where they do not pay; for measurements.</summary>
    internal bool DraftsAlways { get; init; }

    /// <summary>At most so many tokens a window, the checkpoint's own limit aside; for measurements.</summary>
    internal int MaxNewTokens { get; init; } = int.MaxValue;
}
