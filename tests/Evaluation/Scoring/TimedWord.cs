namespace Speech.Evaluation.Scoring;

/// <summary>A word of a transcript.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
internal readonly record struct TimedWord(string Text, double Start, double End);
