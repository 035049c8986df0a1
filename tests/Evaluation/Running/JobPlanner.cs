using System.Globalization;
using Speech.Evaluation.Corpus;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Running;

/// <summary>Turns recordings into jobs.</summary>
internal static class JobPlanner
{
    private const string GivenSuffix = "#given";

    /// <summary>The jobs of a setting: one for each recording, and for a dialogue a second one with the number of speakers given.</summary>
    /// <param name="samples">The recordings.</param>
    /// <param name="audioFiles">The files of spliced and of decoded recordings, by id.</param>
    /// <param name="setting">The setting, whose parameters replace the language and word times that are asked for by default.</param>
    public static IReadOnlyList<Job> Plan(
        IEnumerable<Sample> samples, IReadOnlyDictionary<string, string> audioFiles, Setting setting)
        => [.. samples.SelectMany(
            sample => Plan(sample, audioFiles.GetValueOrDefault(sample.Id) ?? sample.AudioFile!, setting.Parameters))];

    /// <summary>The id of the job with the number of speakers given.</summary>
    public static string GivenId(string id) => id + GivenSuffix;

    private static IEnumerable<Job> Plan(Sample sample, string audioFile, IReadOnlyDictionary<string, string> settings)
    {
        var parameters = new Dictionary<string, string> { ["return_timestamps"] = "word" };
        if (sample.Language is { } language) parameters["language"] = language;
        foreach (var (name, value) in settings) parameters[name] = value;
        yield return new(sample.Id, sample.Set.ToString(), audioFile, parameters);
        if (sample.TurnsFile is null) yield break;
        var speakers = SpokenTurn.Parse(File.ReadAllText(sample.TurnsFile)).Select(turn => turn.Speaker).Distinct().Count();
        yield return new(GivenId(sample.Id), sample.Set.ToString(), audioFile, new Dictionary<string, string>(parameters)
        {
            ["num_speakers"] = speakers.ToString(CultureInfo.InvariantCulture),
        });
    }
}
