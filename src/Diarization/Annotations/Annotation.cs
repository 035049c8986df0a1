namespace Speech.Diarization.Annotations;

/// <summary>Gives clusters their names and turns their place in the answer.</summary>
internal static class Annotation
{
    /// <summary>Names the clusters that speak.</summary>
    /// <param name="turns">Overlapping turns, by start.</param>
    /// <param name="exclusive">Turns of the same clusters of which no two overlap, by start.</param>
    /// <param name="centroids">Shape (clusters, d); there may be fewer than clusters that speak.</param>
    /// <param name="duration">Length of the audio in seconds; what the networks heard in the silence behind it is cut off.</param>
    public static (List<SpeakerTurn> Turns, List<SpeakerTurn> Exclusive, List<Speaker> Speakers) Name(
        List<ClusterTurn> turns, List<ClusterTurn> exclusive, double[][] centroids, double duration)
    {
        turns = Within(turns, duration);
        var clusters = turns.Select(turn => turn.Cluster).Distinct().Order().ToList();
        return (Named(turns), Named(Within(exclusive, duration)), clusters.ConvertAll(cluster => new Speaker(NameOf(cluster), Embedding(cluster))));

        string NameOf(int cluster) => $"SPEAKER_{clusters.IndexOf(cluster):00}";

        List<SpeakerTurn> Named(List<ClusterTurn> anonymous) => anonymous.ConvertAll(turn => new SpeakerTurn(turn.Start, turn.End, NameOf(turn.Cluster)));

        IReadOnlyList<float>? Embedding(int cluster)
            => cluster < centroids.Length && !double.IsNaN(centroids[cluster][0]) ? Array.ConvertAll(centroids[cluster], value => (float)value) : null;
    }

    private static List<ClusterTurn> Within(List<ClusterTurn> turns, double duration)
        => [.. turns.Where(turn => turn.Start < duration).Select(turn => turn with { End = Math.Min(turn.End, duration) })];
}
