namespace Speech.Diarization.Annotations;

/// <summary>A speaker turn.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; greater than <paramref name="Start"/>, at most the length of the audio.</param>
/// <param name="Speaker">The speaker label, such as <c>SPEAKER_00</c>.</param>
public sealed record SpeakerTurn(double Start, double End, string Speaker);
