using Speech.Diarization.Annotations;

namespace Speech.Diarization;

/// <summary>Turns clusters into labeled speakers.</summary>
internal static class AnnotationBuilder
{
    /// <summary>Labels the active clusters SPEAKER_00, SPEAKER_01 and so on, in the order of cluster numbers.</summary>
    /// <param name="turns">Turns that may overlap, by start.</param>
    /// <param name="exclusive">Turns of the same clusters without overlap, by start.</param>
    /// <param name="centroids">Shape (clusters, d); there may be fewer than active clusters.</param>
    /// <param name="duration">Length of the audio in seconds; turns are cropped to it, as the
    /// padding of the last window may contain detections.</param>
    public static (List<SpeakerTurn> Turns, List<SpeakerTurn> Exclusive, List<Speaker> Speakers) Build(
        List<ClusterTurn> turns, List<ClusterTurn> exclusive, double[][] centroids, double duration)
    {
        turns = Crop(turns, duration);
        var clusters = turns.Select(turn => turn.Cluster).Distinct().Order().ToList();
        var speakers = clusters.ConvertAll(cluster => new Speaker(LabelOf(cluster), EmbeddingOf(cluster)));
        return (Label(turns), Label(Crop(exclusive, duration)), speakers);

        string LabelOf(int cluster) => SpeakerLabels.Of(clusters.IndexOf(cluster));

        List<SpeakerTurn> Label(List<ClusterTurn> unlabeled)
            => unlabeled.ConvertAll(turn => new SpeakerTurn(turn.Start, turn.End, LabelOf(turn.Cluster)));

        IReadOnlyList<float>? EmbeddingOf(int cluster)
            => cluster < centroids.Length && !double.IsNaN(centroids[cluster][0])
                ? Array.ConvertAll(centroids[cluster], value => (float)value) : null;
    }

    private static List<ClusterTurn> Crop(List<ClusterTurn> turns, double duration)
        => [.. turns.Where(turn => turn.Start < duration).Select(turn => turn with { End = Math.Min(turn.End, duration) })];
}
