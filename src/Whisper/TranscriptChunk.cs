namespace Speech.Whisper;

/// <summary>A piece of timed text.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="Language">Code of the language spoken; null where the checkpoint does not tell.</param>
public sealed record TranscriptChunk(string Text, double Start, double End, string? Language);
