namespace Speech.Diarization.Annotations;

/// <summary>A region with speech of at least one speaker.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; greater than <paramref name="Start"/>.</param>
public readonly record struct SpeechRegion(double Start, double End);
