namespace Speech.Transcription.Pipeline;

/// <summary>Options of the transcription pipeline.</summary>
public sealed record PipelineOptions
{
    /// <summary>Whether an assistant model for speculative decoding is configured; default false.</summary>
    public bool HasAssistant { get; init; }

    /// <summary>Whether the speech gate zeroes long regions without speech, where diarization is configured; default true.</summary>
    public bool VadFilter { get; init; } = true;

    /// <summary>Whether trace spans include the transcribed text; default false.</summary>
    public bool TracesText { get; init; }
}
