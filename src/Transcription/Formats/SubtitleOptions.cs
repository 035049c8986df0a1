namespace Speech.Transcription.Formats;

/// <summary>The limits of one subtitle cue.</summary>
public sealed record SubtitleOptions
{
    /// <summary>Columns of a line, default 42, 10 to 200; a full-width character has two.</summary>
    public int MaxLineWidth { get; init; } = 42;

    /// <summary>Lines of a cue, default 2, 1 to 10.</summary>
    public int MaxLineCount { get; init; } = 2;

    /// <summary>The longest time that a cue is shown, default 7, 1 to 60 s.</summary>
    public double MaxCueSeconds { get; init; } = 7;
}
