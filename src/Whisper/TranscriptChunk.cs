namespace Speech.Whisper;

/// <summary>A piece of timed text.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="Language">Code of the language spoken; null where the checkpoint does not tell.</param>
public sealed record TranscriptChunk(string Text, double Start, double End, string? Language)
{
    /// <summary>The words of the chunk with times of their own; null where they were not asked for. Their texts joined are <see cref="Text"/>.</summary>
    public IReadOnlyList<TranscriptWord>? Words { get; init; }
}

/// <summary>A word and when it is said.</summary>
/// <param name="Text">With its leading space and its punctuation.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
public sealed record TranscriptWord(string Text, double Start, double End);
