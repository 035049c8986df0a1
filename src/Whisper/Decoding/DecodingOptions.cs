namespace Speech.Whisper.Decoding;

/// <summary>How a window is decoded.</summary>
internal sealed record DecodingOptions
{
    /// <summary>Transcription or translation; default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary>Language code; null (the default) detects it.</summary>
    public string? Language { get; init; }

    /// <summary>Whether timestamp tokens are predicted; default true.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Whether a draft model, if there is one, proposes tokens; default false.</summary>
    public bool Assisted { get; init; }

    /// <summary>Whether each token gets start and end times from the cross-attention; default false.</summary>
    public bool TokenTimes { get; init; }

    /// <summary>Tokens of the preceding text; only the last half of the context is used.</summary>
    public IReadOnlyList<int> Prompt { get; init; } = [];

    /// <summary>Tokens that the transcript begins with; only the last half of the context is used.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>The only sampling temperature; null (the default) for those of the fallback policy.</summary>
    public double? Temperature { get; init; }

    /// <summary>Maximum number of generated tokens, in addition to the checkpoint's limit; default unlimited.</summary>
    public int MaxNewTokens { get; init; } = int.MaxValue;
}
