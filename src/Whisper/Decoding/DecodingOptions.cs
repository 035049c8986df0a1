namespace Speech.Whisper.Decoding;

/// <summary>How one window is decoded.</summary>
internal sealed record DecodingOptions
{
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary>A language code; null detects it.</summary>
    public string? Language { get; init; }

    /// <summary>Whether times are predicted with the text.</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Whether the assistant proposes tokens.</summary>
    public bool Assisted { get; init; }

    /// <summary>Whether tokens get times of their own.</summary>
    public bool TokenTimes { get; init; }

    /// <summary>Tokens of what was said earlier; only the last half of the context counts.</summary>
    public IReadOnlyList<int> Prompt { get; init; } = [];

    /// <summary>Tokens that the transcript begins with.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];

    /// <summary>At most so many tokens, the checkpoint's own limit aside.</summary>
    public int MaxNewTokens { get; init; } = int.MaxValue;
}

/// <summary>What a checkpoint wants of every decoding: its special tokens, and the rules of its <c>generation_config.json</c>.</summary>
/// <param name="Tokens">Ids of the special tokens.</param>
/// <param name="IsMultilingual">Whether a language and a task are part of the prompt.</param>
/// <param name="MaxLength">Tokens of prompt and transcript together.</param>
internal sealed record DecodingRules(Tokenization.SpecialTokens Tokens, bool IsMultilingual, int MaxLength)
{
    /// <summary>Tokens that never come.</summary>
    public IReadOnlyList<int> Suppress { get; init; } = [];

    /// <summary>Tokens that never come first.</summary>
    public IReadOnlyList<int> SuppressAtBegin { get; init; } = [];

    /// <summary>The first time is at most this many steps of 0.02 s; null for no limit.</summary>
    public int? MaxInitialTimestampIndex { get; init; }
}
