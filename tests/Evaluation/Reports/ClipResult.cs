using Speech.Evaluation.Corpus;
using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Reports;

/// <summary>The transcript of one recording and its scores; what was not measured is null.</summary>
/// <param name="Id">The recording.</param>
/// <param name="Set">Its set.</param>
/// <param name="Language">Its language.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Text">The transcript.</param>
internal sealed record ClipResult(string Id, SampleSet Set, string? Language, double Seconds, string Text)
{
    /// <summary>Errors of the text.</summary>
    public TextScore? Score { get; init; }

    /// <summary>Words written where nothing is said.</summary>
    public int? InventedWords { get; init; }

    /// <summary>Speech that has text.</summary>
    public SpeechCoverage? Speech { get; init; }

    /// <summary>The clips in which no word lies; in the end only those that have words when they are transcribed alone.</summary>
    public IReadOnlyList<string> LostClips { get; init; } = [];

    /// <summary>Whether the text that was reported on the way is the text of the transcript.</summary>
    public bool? IsStreamedWhole { get; init; }

    /// <summary>Implausible word times.</summary>
    public WordTimeFaults? Times { get; init; }

    /// <summary>Speakers, where their number was not given.</summary>
    public DialogueScore? Speakers { get; init; }

    /// <summary>Speakers, where their number was given.</summary>
    public DialogueScore? SpeakersGiven { get; init; }

    /// <summary>Time from the request to the answer.</summary>
    public double? ProcessingSeconds { get; init; }

    /// <summary>Peak memory of the process up to this recording, since the first one of the set.</summary>
    public long? PeakMegabytes { get; init; }

    /// <summary>The words of the transcript.</summary>
    public IReadOnlyList<TimedWord>? Words { get; init; }

    /// <summary>Speaker turns, where the number was not given.</summary>
    public IReadOnlyList<SpokenTurn>? Turns { get; init; }
}
