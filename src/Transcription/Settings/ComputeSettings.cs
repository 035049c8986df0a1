namespace Speech.Transcription.Settings;

/// <summary>How much of the machine one request may use.</summary>
public sealed record ComputeSettings
{
    /// <summary><c>THREADS</c>, default 0, 0 to 256: threads of one forward pass; 0 takes the physical cores.</summary>
    public int Threads { get; init; }

    /// <summary><c>MAX_BATCH_SIZE</c>, default 8, 1 to 256: windows decoded together at most, whatever <c>batch_size</c> asks for.
    /// Each window of a batch keeps its own key/value cache: 37 MB for whisper-base, half a gigabyte for large.</summary>
    public int MaxBatchSize { get; init; } = 8;

    internal static ComputeSettings Read(SettingsReader from) => new()
    {
        Threads = from.Number("THREADS", 0, 0, 256),
        MaxBatchSize = from.Number("MAX_BATCH_SIZE", 8, 1, 256),
    };
}
