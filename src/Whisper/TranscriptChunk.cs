namespace Speech.Whisper;

/// <summary>A timed piece of the transcript.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="Language">Language code; null for an English-only checkpoint.</param>
public sealed record TranscriptChunk(string Text, double Start, double End, string? Language)
{
    /// <summary>The words with their own times; null unless requested. Their concatenated texts are <see cref="Text"/>.</summary>
    public IReadOnlyList<TranscriptWord>? Words { get; init; }
}

/// <summary>A timed word.</summary>
/// <param name="Text">The word with its leading space and its punctuation.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
public sealed record TranscriptWord(string Text, double Start, double End);
