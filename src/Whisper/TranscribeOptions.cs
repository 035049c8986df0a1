namespace Speech.Whisper;

/// <summary>How one request is transcribed.</summary>
public sealed record TranscribeOptions
{
    /// <summary>Default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary>A language code such as <c>en</c>; null (the default) detects it per window.</summary>
    public string? Language { get; init; }

    /// <summary>Whether chunks get the times of their words; default false.</summary>
    public bool Words { get; init; }

    /// <summary>Whether the assistant drafts; default false. The text is the same either way.</summary>
    public bool Assisted { get; init; }

    /// <summary>Windows decoded together; default 24, at least 1. The machine's memory may lower it.</summary>
    public int BatchSize { get; init; } = 24;

    /// <summary>Length of a window in seconds; default 30, 1 to 30. A sixth of it overlaps the neighbour on each side.</summary>
    public double ChunkLengthSeconds { get; init; } = 30;

    /// <summary>Told after each window, in their order, what its decoding took; default null.</summary>
    public Action<DecodingStatistics>? Decoded { get; init; }
}
