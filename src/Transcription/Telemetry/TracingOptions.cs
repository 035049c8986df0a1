namespace Speech.Transcription.Telemetry;

/// <summary>What spans contain.</summary>
public sealed record TracingOptions
{
    /// <summary>Whether spans contain the transcribed text; default false.</summary>
    public bool IncludesText { get; init; }
}
