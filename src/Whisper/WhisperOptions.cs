using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper;

/// <summary>How a checkpoint is loaded.</summary>
public sealed record WhisperOptions
{
    /// <summary>
    /// Threads of one forward pass; 0 (the default) takes the physical cores. The first model of the process decides for all.
    /// </summary>
    public int Threads { get; init; }

    internal int ThreadCount => Threads > 0 ? Threads : PhysicalCores.Count;

    /// <summary>
    /// Maximum number of windows decoded together, over all requests. Default 24, at least 1; limited by half of the available memory.
    /// </summary>
    public int MaxBatchSize { get; init; } = 24;

    /// <summary>Numeric precision on a CPU; default <see cref="Precision.Fp32"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Temperature fallback; default <see cref="FallbackOptions.Off"/>, which gives the reference pipeline's tokens.</summary>
    public FallbackOptions Fallback { get; init; } = FallbackOptions.Off;

    /// <summary>Where the networks run; default <see cref="Device.Auto"/>.</summary>
    public Device Device { get; init; }

    /// <summary>Whether the networks will run on a GPU.</summary>
    public bool RunsOnGpu => Profile.UsesCuda;

    /// <summary>What the networks are written for; by default what <see cref="Device"/> and <see cref="Precision"/> ask for.</summary>
    internal ComputeProfile Profile
    {
        get => field ?? (Device == Device.Cuda || (Device == Device.Auto && Cuda.IsUsable(ThreadCount)) ? ComputeProfile.CudaFp16 : CpuProfile);
        init;
    }

    private ComputeProfile CpuProfile => Precision switch
    {
        Precision.Mixed => ComputeProfile.CpuMixed,
        Precision.Int8 => ComputeProfile.CpuInt8,
        _ => ComputeProfile.CpuFp32,
    };

    /// <summary>Where files made from a checkpoint are kept; default a folder of this user's own.</summary>
    internal string SideFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } own ? own : Path.GetTempPath(),
        "speech-endpoint");

    /// <summary>Whether tokens are drafted even where that is slower; for measurements.</summary>
    internal bool DraftsAlways { get; init; }

    /// <summary>Maximum number of tokens per window, in addition to the checkpoint's limit; for measurements.</summary>
    internal int MaxNewTokens { get; init; } = int.MaxValue;
}
