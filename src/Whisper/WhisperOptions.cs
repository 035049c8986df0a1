using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper;

/// <summary>How a checkpoint is loaded.</summary>
public sealed record WhisperOptions
{
    /// <summary>
    /// Maximum number of windows decoded together, over all requests. At least 1, limited by half of the available memory. Default null: 24
    /// on a GPU; on a CPU, where more take memory and no less time, 4 with keys and values in 8 bits and 2 with those in 32, which are four
    /// times as large.
    /// </summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>Numeric precision on a CPU; default <see cref="Precision.Fp32"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>Temperature fallback; default <see cref="FallbackOptions.Off"/>, which gives the reference pipeline's tokens.</summary>
    public FallbackOptions Fallback { get; init; } = FallbackOptions.Off;

    /// <summary>The device that the networks run on; default <see cref="ComputeDevice.Cpu"/>. On a GPU they run in half
    /// precision.</summary>
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
    internal string QuantizedWeightCacheFolder { get; init; } = Path.Combine(UserFolder(), "speech-endpoint");

    /// <summary>Whether tokens are drafted even where that is slower; for measurements.</summary>
    internal bool DraftsAlways { get; init; }

    /// <summary>Maximum number of tokens per window, in addition to the checkpoint's limit; for measurements.</summary>
    internal int MaxNewTokens { get; init; } = int.MaxValue;

    private static string UserFolder()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0 ? folder : Path.GetTempPath();
    }
}
