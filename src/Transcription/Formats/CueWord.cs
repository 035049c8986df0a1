namespace Speech.Transcription.Formats;

/// <summary>The smallest part of a cue: text without white space, which is not divided further.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; no earlier than <paramref name="Start"/>.</param>
/// <param name="HasSpace">Whether a space separates it from the word before.</param>
internal readonly record struct CueWord(string Text, double Start, double End, bool HasSpace)
{
    /// <summary>Columns of the text.</summary>
    public int Width { get; } = TextWidth.Of(Text);

    /// <summary>Columns of the text and of the space before it.</summary>
    public int WidthAfterAnother => Width + (HasSpace ? 1 : 0);
}
