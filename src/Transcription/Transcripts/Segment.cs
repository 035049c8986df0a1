namespace Speech.Transcription.Transcripts;

/// <summary>A timed piece of text: a phrase that the ASR model delimits, or the text of one speaker.</summary>
/// <param name="Text">The text with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>; null where the segment is not attributed to one speaker.</param>
public sealed record Segment(string Text, double Start, double End, string? Speaker = null)
{
    /// <summary>The words of the segment; null where word times were not computed. Usually their texts concatenated are
    /// <see cref="Text"/>.</summary>
    public IReadOnlyList<Word>? Words { get; init; }

    /// <summary><see cref="Words"/>, where their texts concatenated are <see cref="Text"/>; others would lose or invent some of it. Null
    /// where there are none.</summary>
    internal IReadOnlyList<Word>? AlignedWords
        => Words is { Count: > 0 } words && string.Concat(words.Select(word => word.Text)) == Text ? words : null;

    /// <summary>Whisper's code of the detected or requested language; null where it is not known.</summary>
    public string? Language { get; init; }

    /// <summary>How certain the model is of the text; null where it does not report it.</summary>
    public SegmentScores? Scores { get; init; }

    /// <summary>The segment and its words with another speaker.</summary>
    /// <param name="speaker">The label; null for none.</param>
    public Segment WithSpeaker(string? speaker)
        => this with { Speaker = speaker, Words = Words?.Select(word => word with { Speaker = speaker }).ToList() };
}
