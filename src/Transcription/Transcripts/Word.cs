namespace Speech.Transcription.Transcripts;

/// <summary>A word, or another piece of text that one speaker says.</summary>
/// <param name="Text">The text with its leading space: texts are only ever concatenated.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; no earlier than <paramref name="Start"/>.</param>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>; null without diarization.</param>
public sealed record Word(string Text, double Start, double End, string? Speaker = null)
{
    /// <summary>Mean probability of the word's tokens, 0 to 1; null where the model does not report it.</summary>
    public double? Confidence { get; init; }
}
