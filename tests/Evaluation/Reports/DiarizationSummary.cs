using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Reports;

/// <summary>Diarization errors of several dialogues, added up.</summary>
/// <param name="Strict">Without a collar.</param>
/// <param name="Forgiving">With one.</param>
/// <param name="Dialogues">The number of dialogues.</param>
/// <param name="RightCounts">Dialogues whose number of speakers is right.</param>
internal sealed record DiarizationSummary(DiarizationError Strict, DiarizationError Forgiving, int Dialogues, int RightCounts)
{
    /// <summary>Adds up; null without scores.</summary>
    public static DiarizationSummary? Of(IEnumerable<DialogueScore?> scores)
    {
        var all = scores.OfType<DialogueScore>().ToList();
        return all.Count == 0 ? null : new(
            Sum(all.Select(score => score.Strict)), Sum(all.Select(score => score.Forgiving)), all.Count,
            all.Count(score => score.Speakers == score.Detected));
    }

    private static DiarizationError Sum(IEnumerable<DiarizationError> errors) => errors.Aggregate((left, right) => new(
        left.Total + right.Total, left.Correct + right.Correct, left.Missed + right.Missed, left.FalseAlarm + right.FalseAlarm,
        left.Confusion + right.Confusion));
}
