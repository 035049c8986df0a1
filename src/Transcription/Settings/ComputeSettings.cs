using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>How much of the machine the models may use.</summary>
public sealed record ComputeSettings
{
    /// <summary><c>THREADS</c>, default 0, 0 to 256: threads of one forward pass; 0 takes the physical cores.</summary>
    public int Threads { get; init; }

    /// <summary><c>MAX_BATCH_SIZE</c>, default 24, 1 to 256: windows decoded together at most, over all requests and whatever their
    /// <c>batch_size</c> asks for. Each has its own key/value cache: 37 MB for whisper-base, half a gigabyte for large. Little memory lowers it further.</summary>
    public int MaxBatchSize { get; init; } = 24;

    /// <summary><c>PRECISION</c>, default <c>fp32</c>: how exactly the networks compute on a CPU; or <c>mixed</c>, 8-bit weights in the decoder,
    /// or <c>int8</c>, 8 bits in the encoder too. Both hear every second once for the speakers' voices, see <see cref="Speech.Diarization.WindowHearing"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary><c>DEVICE</c>, default <c>auto</c>: the GPU where there is one; or <c>cpu</c>, or <c>cuda</c>, which does not start without one.</summary>
    public Device Device { get; init; }

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    public static ComputeSettings Read(SettingsReader from, Func<int, bool> hasCuda)
    {
        var compute = new ComputeSettings
        {
            Threads = from.Number("THREADS", 0, 0, 256),
            Precision = from.Choice("PRECISION", Precision.Fp32),
            Device = from.Choice("DEVICE", Device.Auto),
            MaxBatchSize = from.Number("MAX_BATCH_SIZE", 24, 1, 256),
        };
        if (compute.Device is Device.Cuda && !hasCuda(compute.Threads))
            from.Fault("DEVICE is \"cuda\", but no network runs on a GPU here: it takes ONNX Runtime's GPU build, CUDA's libraries and an NVIDIA GPU");
        return compute;
    }
}
