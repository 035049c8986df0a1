namespace Speech.Diarization;

/// <summary>Who spoke when.</summary>
/// <param name="Turns">Turns as they were heard, by start: several may overlap.</param>
/// <param name="ExclusiveTurns">One speaker at a time, the one who is heard best, by start: what words are matched with. No two overlap, but where <see cref="DiarizationOptions.MinSilence"/> fills pauses.</param>
/// <param name="Speakers">The speakers of the turns, by name.</param>
/// <param name="Speech">Where anybody speaks, in order and apart from each other.</param>
/// <param name="Duration">Length of the audio in seconds.</param>
public sealed record DiarizationResult(
    IReadOnlyList<SpeakerTurn> Turns, IReadOnlyList<SpeakerTurn> ExclusiveTurns, IReadOnlyList<Speaker> Speakers, IReadOnlyList<SpeechRegion> Speech, double Duration);

/// <summary>Somebody speaks.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; later than the start, no later than the audio's end.</param>
/// <param name="Speaker">A name such as <c>SPEAKER_00</c>.</param>
public sealed record SpeakerTurn(double Start, double End, string Speaker);

/// <summary>Somebody who is heard in the audio.</summary>
/// <param name="Name">A name such as <c>SPEAKER_00</c>.</param>
/// <param name="Embedding">The mean voice, to be compared by the cosine with others of the same embedding network; null where the speaker was never heard well enough.</param>
public sealed record Speaker(string Name, IReadOnlyList<float>? Embedding);

/// <summary>A region in which somebody speaks.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; later than the start.</param>
public readonly record struct SpeechRegion(double Start, double End);
