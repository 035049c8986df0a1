using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Scoring;

/// <summary>The diarization errors of one dialogue.</summary>
/// <param name="Strict">Without a collar.</param>
/// <param name="Forgiving">Without the surroundings of the reference's borders.</param>
/// <param name="Speakers">Speakers of the reference.</param>
/// <param name="Detected">Speakers of the result.</param>
internal sealed record DialogueScore(DiarizationError Strict, DiarizationError Forgiving, int Speakers, int Detected)
{
    /// <summary>Seconds left out on each side of a border.</summary>
    public const double Collar = 0.25;

    /// <summary>Scores a diarization.</summary>
    public static DialogueScore Of(IReadOnlyList<SpokenTurn> reference, IReadOnlyList<SpokenTurn> hypothesis) => new(
        DiarizationError.Score(reference, hypothesis, new()),
        DiarizationError.Score(reference, hypothesis, new() { Collar = 2 * Collar }),
        Count(reference), Count(hypothesis));

    private static int Count(IEnumerable<SpokenTurn> turns) => turns.Select(turn => turn.Speaker).Distinct().Count();
}
