namespace Speech.Transcription.Speakers;

/// <summary>Somebody speaks.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Speaker">A label such as <c>SPEAKER_00</c>.</param>
internal readonly record struct Turn(double Start, double End, string Speaker);
