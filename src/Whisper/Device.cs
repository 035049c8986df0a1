using Speech.Onnx.Sessions;

namespace Speech.Whisper;

/// <summary>Where the networks run.</summary>
public enum Device
{
    /// <summary>On the GPU where one can be used, else on the CPU.</summary>
    Auto,

    /// <summary>On the CPU.</summary>
    Cpu,

    /// <summary>On an NVIDIA GPU, in half precision.</summary>
    Cuda,
}

/// <summary>The GPU of this machine.</summary>
public static class Gpu
{
    /// <summary>Whether a network runs on it. The first call tries; that takes a moment where there is a GPU.</summary>
    /// <param name="threads">As in <see cref="WhisperOptions.Threads"/>: trying opens a session, and the first one decides for all.</param>
    public static bool IsUsable(int threads) => Cuda.IsUsable(threads > 0 ? threads : PhysicalCores.Count);
}
