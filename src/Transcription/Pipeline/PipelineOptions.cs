namespace Speech.Transcription.Pipeline;

/// <summary>Options of the transcription pipeline.</summary>
public sealed record PipelineOptions
{
    /// <summary>Whether an assistant model for speculative decoding is configured; default false.</summary>
    public bool HasAssistant { get; init; }

    /// <summary>Whether the speaker model labels speakers, and does not only detect speech; default true.</summary>
    public bool LabelsSpeakers { get; init; } = true;

    /// <summary>Whether the speech gate zeroes long regions without speech, where there is a speaker model and windows are not cut at
    /// silences; default true.</summary>
    public bool VadFilter { get; init; } = true;

    /// <summary>Beams of the search where a request does not say; default 5, 1 to 8.</summary>
    public int Beams { get; init; } = 5;

    /// <summary>Whisper's codes of the languages that the ASR model transcribes well; the transcript of another one has a warning. Default
    /// null, where that is not known.</summary>
    public IReadOnlyList<string>? StrongLanguages { get; init; }

    /// <summary>The largest number of known speakers of a request; default 10.</summary>
    public int MaxKnownSpeakers { get; init; } = 10;

    /// <summary>The longest reference audio of a known speaker, in seconds; default 30.</summary>
    public int MaxKnownSpeakerSeconds { get; init; } = 30;

    /// <summary>Whether trace spans include the transcribed text; default false.</summary>
    public bool TracesText { get; init; }
}
