using Speech.Diarization.Annotations;

namespace Speech.Diarization;

/// <summary>The diarization of a recording.</summary>
/// <param name="Turns">Speaker turns by start; turns of different speakers may overlap.</param>
/// <param name="ExclusiveTurns">Exclusive diarization by start: at most one speaker at a time, the one with the highest activation, for the
/// alignment with words.</param>
/// <param name="Speakers">The speakers of the turns, by name.</param>
/// <param name="Speech">Regions with speech of at least one speaker, in order, without overlap or contact.</param>
/// <param name="Duration">Length of the audio in seconds.</param>
public sealed record DiarizationResult(
    IReadOnlyList<SpeakerTurn> Turns, IReadOnlyList<SpeakerTurn> ExclusiveTurns, IReadOnlyList<Speaker> Speakers,
    IReadOnlyList<SpeechRegion> Speech, double Duration);
