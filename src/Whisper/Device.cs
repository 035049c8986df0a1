using Speech.Onnx.Sessions;

namespace Speech.Whisper;

/// <summary>The device that the networks run on.</summary>
public enum Device
{
    /// <summary>The GPU if there is a usable one, otherwise the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, in half precision.</summary>
    Cuda,
}

/// <summary>The GPU of this machine.</summary>
public static class Gpu
{
    /// <summary>Whether a network runs on it. The first call tries; that takes a moment where there is a GPU.</summary>
    /// <param name="threads">As in <see cref="WhisperOptions.Threads"/>: trying opens a session, and the first one decides for all.</param>
    public static bool IsUsable(int threads) => Cuda.IsUsable(threads > 0 ? threads : PhysicalCores.Count);
}
