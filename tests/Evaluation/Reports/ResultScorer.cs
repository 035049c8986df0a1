using Speech.Evaluation.Corpus;
using Speech.Evaluation.Running;
using Speech.Evaluation.Scoring;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Reports;

/// <summary>Scores transcripts against their references.</summary>
internal static class ResultScorer
{
    /// <summary>Scores the answers of a worker.</summary>
    /// <param name="samples">The recordings.</param>
    /// <param name="answers">The answers to their jobs.</param>
    public static IReadOnlyList<ClipResult> Score(IReadOnlyList<Sample> samples, IEnumerable<JobAnswer> answers)
    {
        var byId = answers.ToDictionary(answer => answer.Id);
        return [.. samples.AsParallel().AsOrdered()
            .Select(sample => Score(sample, byId[sample.Id], byId.GetValueOrDefault(JobPlanner.GivenId(sample.Id))))];
    }

    /// <summary>Scores a text without times.</summary>
    public static ClipResult Score(Sample sample, string text) => new(sample.Id, sample.Set, sample.Language, sample.Seconds, text)
    {
        Score = sample.Parts.Count > 0 ? TextScore.Of(sample.Text, text, sample.Language!) : null,
        InventedWords = sample.Set is SampleSet.Nonspeech ? CountWords(text) : null,
    };

    /// <summary>The recordings that have words.</summary>
    public static IReadOnlySet<string> WithWords(IEnumerable<JobAnswer> answers)
        => answers.Where(answer => answer.Words.Count > 0).Select(answer => answer.Id).ToHashSet();

    private static ClipResult Score(Sample sample, JobAnswer answer, JobAnswer? given)
    {
        var turns = sample.TurnsFile is { } file ? SpokenTurn.Parse(File.ReadAllText(file)) : null;
        var hasWords = answer.Words.Count > 0;
        return Score(sample, answer.Text) with
        {
            Speech = sample.Parts.Count > 0 && (hasWords || answer.Text.Length == 0) ? SpeechCoverage.Of(sample.Parts, answer.Words) : null,
            LostClips = [.. sample.Clips.Zip(sample.Parts)
                .Where(pair => SpeechCoverage.IsLost(pair.Second, answer.Words)).Select(pair => pair.First.Id)],
            IsStreamedWhole = answer.StreamedText == answer.Text,
            Times = hasWords ? WordTimeFaults.Of(sample.Parts, answer.Words) : null,
            Speakers = turns is not null && answer.Turns is { } found ? DialogueScore.Of(turns, found) : null,
            SpeakersGiven = turns is not null && given?.Turns is { } constrained ? DialogueScore.Of(turns, constrained) : null,
            ProcessingSeconds = answer.ProcessingSeconds,
            PeakMegabytes = answer.PeakMegabytes,
            Words = answer.Words,
            Turns = answer.Turns,
        };
    }

    private static int CountWords(string text)
        => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));
}
