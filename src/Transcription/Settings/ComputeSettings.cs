using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>Threads, batch size, precision and device of the networks.</summary>
public sealed record ComputeSettings
{
    /// <summary><c>THREADS</c>, default 0, 0 to 256: threads of one forward pass; 0 uses the number of physical cores.</summary>
    public int Threads { get; init; }

    /// <summary><c>MAX_BATCH_SIZE</c>, default 24, 1 to 256: maximum number of windows decoded together, over all requests and
    /// regardless of their <c>batch_size</c>. Each has its own key/value cache: 37 MB for whisper-base, half a gigabyte for large.
    /// Limited memory lowers it further.</summary>
    public int MaxBatchSize { get; init; } = 24;

    /// <summary><c>PRECISION</c>, default <c>fp32</c>: the precision of the networks on a CPU; <c>mixed</c> has 8-bit weights in the
    /// decoder, <c>int8</c> in the encoder too. Both compute the speaker embeddings once per window, see
    /// <see cref="Speech.Diarization.Embedding.EmbeddingMode"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary><c>DEVICE</c>, default <c>auto</c>: the GPU if there is one; or <c>cpu</c>; or <c>cuda</c>, with which the process does
    /// not start without a GPU.</summary>
    public DeviceSetting Device { get; init; }

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    public static ComputeSettings Read(SettingsReader from) => new()
    {
        Threads = from.Integer("THREADS", 0, 0, 256),
        Precision = from.Choice("PRECISION", Precision.Fp32),
        Device = from.Choice("DEVICE", DeviceSetting.Auto),
        MaxBatchSize = from.Integer("MAX_BATCH_SIZE", 24, 1, 256),
    };
}
