namespace Speech.Whisper;

/// <summary>How one request is transcribed.</summary>
public sealed record TranscribeOptions
{
    /// <summary>Default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary>Language code such as <c>en</c>; null (the default) detects it for each window.</summary>
    public string? Language { get; init; }

    /// <summary>Text that precedes each window, as context for names and spelling; null (the default) for none. Only its last tokens
    /// are used, at most half of the model's context; it is never part of the transcript.</summary>
    public string? Prompt { get; init; }

    /// <summary>Names and terms that may occur, as context before <see cref="Prompt"/>; default none. They share its limit, which cuts from
    /// the beginning, and are never part of the transcript.</summary>
    public IReadOnlyList<string> Hotwords { get; init; } = [];

    /// <summary>The only sampling temperature, above 0 and at most 1; null (the default) for those of the model's fallback.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether segments include timed words; default false.</summary>
    public bool Words { get; init; }

    /// <summary>Whether the assistant model, if one is loaded, drafts tokens; default false. The text is the same either way.</summary>
    public bool Assisted { get; init; }

    /// <summary>Number of beams of the search. Default 1, which is greedy decoding; range 1 to 8. Not together with
    /// <see cref="Assisted"/>.</summary>
    public int Beams { get; init; } = 1;

    /// <summary>
    /// The search of a window ends with this many results, as a multiple of <see cref="Beams"/>; null (the default) to go on as long as a
    /// sequence may still become the best one.
    /// </summary>
    public double? Patience { get; init; }

    /// <summary>Exponent of the length by which the score of a sequence is divided. Default 1; less favors short sequences.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary>Number of samples of which the best one is taken, at temperatures above 0. Default 1, range 1 to 8.</summary>
    public int BestOf { get; init; } = 1;

    /// <summary>Number of windows of this request decoded together. Default 24, at least 1; limited by the available memory.</summary>
    public int BatchSize { get; init; } = 24;

    /// <summary>
    /// Length of a window in seconds. Default 30, range 1 to 30. Without <see cref="SpeechActivity"/>, a sixth of it
    /// overlaps the adjacent window on each side.
    /// </summary>
    public double ChunkLengthSeconds { get; init; } = 30;

    /// <summary>
    /// Where there is speech: windows are cut at silences, and speech without text is decoded again. Null (the default) cuts overlapping
    /// windows of equal length.
    /// </summary>
    public ISpeechActivity? SpeechActivity { get; init; }

    /// <summary>Called after each window, in order, with its counters; default null.</summary>
    public Action<DecodingStatistics>? Decoded { get; init; }
}
