using Speech.Diarization.Annotations;

namespace Speech.Diarization;

/// <summary>The diarization of a recording.</summary>
/// <param name="Turns">Speaker turns by start; turns of different speakers may overlap.</param>
/// <param name="ExclusiveTurns">Exclusive diarization by start: at most one speaker at a time, the one with the highest activation, for the
/// alignment with words.</param>
/// <param name="Speakers">The speakers of the turns, by name.</param>
public sealed record DiarizationResult(
    IReadOnlyList<SpeakerTurn> Turns, IReadOnlyList<SpeakerTurn> ExclusiveTurns, IReadOnlyList<Speaker> Speakers);
