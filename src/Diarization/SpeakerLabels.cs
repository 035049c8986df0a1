using System.Globalization;
using System.Numerics.Tensors;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;

namespace Speech.Diarization;

/// <summary>Labels of speakers without a name, and the renaming of the speakers of a diarization.</summary>
public static class SpeakerLabels
{
    private const string Prefix = "SPEAKER_", ChannelPrefix = "CHANNEL_";

    /// <summary>The label of a speaker by number, such as <c>SPEAKER_00</c>.</summary>
    /// <param name="index">The number, from 0.</param>
    public static string Of(int index) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index:00}");

    /// <summary>The label of the speaker of a channel, such as <c>CHANNEL_00</c>.</summary>
    /// <param name="index">The number, from 0.</param>
    public static string OfChannel(int index) => string.Create(CultureInfo.InvariantCulture, $"{ChannelPrefix}{index:00}");

    /// <summary>Whether a speaker has a label, not a name.</summary>
    /// <param name="speaker">The label or name.</param>
    public static bool IsLabel(string speaker)
    {
        ArgumentNullException.ThrowIfNull(speaker);
        return speaker.StartsWith(Prefix, StringComparison.Ordinal) || speaker.StartsWith(ChannelPrefix, StringComparison.Ordinal);
    }

    /// <summary>Names the speakers whose embedding is similar to a known one. Each name goes to at most one speaker, by the assignment with
    /// the largest sum of what similarities exceed the minimum by.</summary>
    /// <param name="diarization">The diarization.</param>
    /// <param name="known">Names and embeddings of the same network.</param>
    /// <param name="minSimilarity">The cosine similarity, -1 to 1, above which a speaker gets a name.</param>
    public static DiarizationResult Identify(DiarizationResult diarization, IReadOnlyList<Speaker> known, double minSimilarity)
    {
        ArgumentNullException.ThrowIfNull(diarization);
        ArgumentNullException.ThrowIfNull(known);
        if (known.Count == 0 || diarization.Speakers.Count == 0) return diarization;
        var excess = new double[known.Count, diarization.Speakers.Count];
        // Pairs that are not similar enough count nothing, so that two less similar pairs do not displace a more similar one.
        foreach (var (row, reference) in known.Index())
            foreach (var (column, speaker) in diarization.Speakers.Index())
                excess[row, column] = Math.Max(0, Similarity(reference, speaker) - minSimilarity);
        var names = new Dictionary<string, string>();
        foreach (var (row, column) in LinearSumAssignment.Maximize(excess).Index())
            if (column >= 0 && excess[row, column] > 0) names[diarization.Speakers[column].Name] = known[row].Name;
        return Rename(diarization, names);
    }

    /// <summary>Numbers the speakers without a name in the order in which they first speak.</summary>
    /// <param name="diarization">The diarization.</param>
    public static DiarizationResult OrderByAppearance(DiarizationResult diarization)
    {
        ArgumentNullException.ThrowIfNull(diarization);
        var labels = diarization.Turns.OrderBy(turn => turn.Start).Select(turn => turn.Speaker).Distinct().Where(IsLabel);
        return Rename(diarization, labels.Index().ToDictionary(label => label.Item, label => Of(label.Index)));
    }

    /// <summary>-1 where one of them has no embedding.</summary>
    private static double Similarity(Speaker a, Speaker b)
        => a.Embedding is { } first && b.Embedding is { } second
            ? TensorPrimitives.CosineSimilarity<float>([.. first], [.. second]) : -1;

    private static DiarizationResult Rename(DiarizationResult diarization, Dictionary<string, string> names)
    {
        return diarization with
        {
            Turns = RenameAll(diarization.Turns),
            ExclusiveTurns = RenameAll(diarization.ExclusiveTurns),
            Speakers = [.. diarization.Speakers
                .Select(speaker => speaker with { Name = NameOf(speaker.Name) }).OrderBy(speaker => speaker.Name, StringComparer.Ordinal)],
        };

        string NameOf(string label) => names.GetValueOrDefault(label, label);

        List<SpeakerTurn> RenameAll(IReadOnlyList<SpeakerTurn> turns)
            => [.. turns.Select(turn => turn with { Speaker = NameOf(turn.Speaker) })];
    }
}
