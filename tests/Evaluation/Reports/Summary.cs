using Speech.Evaluation.Corpus;
using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Reports;

/// <summary>The results of a group of recordings, added up.</summary>
/// <param name="Set">Their set.</param>
/// <param name="Group">All of it, a language, or one recording.</param>
/// <param name="Recordings">Their number.</param>
/// <param name="Seconds">Their length.</param>
internal sealed record Summary(SampleSet Set, string Group, int Recordings, double Seconds)
{
    /// <summary>The group of all recordings of a set.</summary>
    public const string All = "all";

    /// <summary>Errors of the texts.</summary>
    public TextScore? Score { get; init; }

    /// <summary>Words written where nothing is said, and the recordings that have any.</summary>
    public int? InventedWords { get; init; }

    /// <summary>Recordings without speech that got text.</summary>
    public int? InventedRecordings { get; init; }

    /// <summary>Speech that has text.</summary>
    public SpeechCoverage? Speech { get; init; }

    /// <summary>Clips in which no word lies although they have words when they are transcribed alone.</summary>
    public int? LostClips { get; init; }

    /// <summary>Recordings whose text on the way was not that of the transcript.</summary>
    public int? StreamedOtherwise { get; init; }

    /// <summary>Implausible word times.</summary>
    public WordTimeFaults? Times { get; init; }

    /// <summary>Speakers, where their number was not given.</summary>
    public DiarizationSummary? Speakers { get; init; }

    /// <summary>Speakers, where their number was given.</summary>
    public DiarizationSummary? SpeakersGiven { get; init; }

    /// <summary>Seconds of audio per second of processing.</summary>
    public double? SpeedFactor { get; init; }

    /// <summary>Peak memory of the process while it transcribed the set; only for all of it.</summary>
    public long? PeakMegabytes { get; init; }

    /// <summary>Summarizes each set: all of it, then English, the other languages together and each of them; of the long recordings and
    /// the dialogues each one instead.</summary>
    public static IReadOnlyList<Summary> Of(IEnumerable<ClipResult> results)
        => [.. from result in results
               from name in GroupsOf(result).Distinct()
               group result by (result.Set, name) into members
               orderby members.Key.Set, Order(members.Key.name)
               select Of(members.Key.Set, members.Key.name, [.. members])];

    /// <summary>The groups of a recording within its set.</summary>
    internal static IEnumerable<string> GroupsOf(ClipResult result) => result.Set switch
    {
        SampleSet.Nonspeech => [All],
        SampleSet.Clips or SampleSet.Splices when result.Language is "en" => [All, "en"],
        SampleSet.Clips or SampleSet.Splices => [All, "other", result.Language!],
        _ => [All, result.Id],
    };

    /// <summary>The order of the groups.</summary>
    internal static int Order(string group) => group switch { All => 0, "en" => 1, "other" => 2, _ => 3 };

    private static Summary Of(SampleSet set, string group, IReadOnlyList<ClipResult> results) => new(
        set, group, results.Count, results.Sum(result => result.Seconds))
    {
        Score = Sum(results, result => result.Score, (left, right) => left + right),
        InventedWords = set is SampleSet.Nonspeech ? results.Sum(result => result.InventedWords) : null,
        InventedRecordings = set is SampleSet.Nonspeech ? results.Count(result => result.InventedWords > 0) : null,
        Speech = Sum(results, result => result.Speech, (left, right) => left + right),
        LostClips = results.Sum(result => result.LostClips.Count),
        StreamedOtherwise = results.Count(result => result.IsStreamedWhole is false),
        Times = Sum(results, result => result.Times, (left, right) => left + right),
        Speakers = DiarizationSummary.Of(results.Select(result => result.Speakers)),
        SpeakersGiven = DiarizationSummary.Of(results.Select(result => result.SpeakersGiven)),
        SpeedFactor = results.Sum(result => result.ProcessingSeconds) is > 0 and var time
            ? results.Sum(result => result.Seconds) / time : null,
        PeakMegabytes = group == All ? results.Max(result => result.PeakMegabytes) : null,
    };

    private static T? Sum<T>(IEnumerable<ClipResult> results, Func<ClipResult, T?> select, Func<T, T, T> add) where T : struct
    {
        var values = results.Select(select).OfType<T>().ToList();
        return values.Count > 0 ? values.Aggregate(add) : null;
    }
}
