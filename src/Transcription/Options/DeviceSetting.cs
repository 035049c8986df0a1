namespace Speech.Transcription.Options;

/// <summary>The device that the networks run on, as configured.</summary>
public enum DeviceSetting
{
    /// <summary>A GPU if one is usable, otherwise the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; the endpoint does not start without one.</summary>
    Cuda,
}
