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

    /// <summary>Whether a draft model, if there is one, processes the window even if it is not assisted; default false.</summary>
    public bool WarmsUpDraftModel { get; init; }

    /// <summary>Whether each token gets start and end times from the cross-attention; default false.</summary>
    public bool TokenTimes { get; init; }

    /// <summary>Tokens of the preceding text; only the last half of the context is used.</summary>
    public IReadOnlyList<int> Prompt { get; init; } = [];

    /// <summary>Tokens that the transcript begins with; only the last half of the context is used.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>The only sampling temperature; null (the default) for those of the fallback policy.</summary>
    public double? Temperature { get; init; }

    /// <summary>Number of beams; default 1, which is greedy decoding.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>See <see cref="Search.BeamSearchOptions"/>; default null.</summary>
    public double? Patience { get; init; }

    /// <summary>See <see cref="Search.BeamSearchOptions"/>; default 1.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Number of samples of which the best one is taken, at temperatures above 0; default 1.</summary>
    public int BestOf { get; init; } = 1;

    /// <summary>Number of sequences that a window may need at a time.</summary>
    public int MaxSequences => Math.Max(Beams, BestOf);

    /// <summary>Maximum number of generated tokens, in addition to the checkpoint's limit; default unlimited.</summary>
    public int MaxNewTokens { get; init; } = int.MaxValue;
}
