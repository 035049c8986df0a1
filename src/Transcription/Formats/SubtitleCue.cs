namespace Speech.Transcription.Formats;

/// <summary>A subtitle.</summary>
/// <param name="Lines">Its text, line by line; at least one.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; later than <paramref name="Start"/>.</param>
/// <param name="Speaker">The label of its speaker; null without diarization.</param>
internal sealed record SubtitleCue(IReadOnlyList<string> Lines, double Start, double End, string? Speaker);
