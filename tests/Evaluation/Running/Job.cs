using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Running;

/// <summary>One request to the engine.</summary>
/// <param name="Id">Identifies the answer.</param>
/// <param name="Group">Peak memory is measured anew for each group of consecutive jobs.</param>
/// <param name="AudioFile">The encoded audio.</param>
/// <param name="Parameters">The parameters of the request.</param>
internal sealed record Job(string Id, string Group, string AudioFile, IReadOnlyDictionary<string, string> Parameters);

/// <summary>The jobs of one worker process.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Jobs">The jobs in order.</param>
internal sealed record WorkPlan(IReadOnlyDictionary<string, string> Settings, IReadOnlyList<Job> Jobs);

/// <summary>The answer to a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="ProcessingSeconds">Time from the request to the answer.</param>
/// <param name="PeakMegabytes">Peak resident memory of the process since the first job of the group.</param>
/// <param name="Text">The transcript.</param>
/// <param name="Words">Its words; empty where no word times were requested.</param>
/// <param name="Turns">Speaker turns; null without diarization.</param>
internal sealed record JobAnswer(
    string Id, double ProcessingSeconds, long PeakMegabytes, string Text, IReadOnlyList<TimedWord> Words, IReadOnlyList<SpokenTurn>? Turns)
{
    /// <summary>The texts of the segments as they were reported while the audio was transcribed, joined.</summary>
    public string StreamedText { get; init; } = "";
}
