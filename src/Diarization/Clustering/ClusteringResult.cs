using Speech.Diarization.Embedding;

namespace Speech.Diarization.Clustering;

/// <summary>The cluster of each local speaker.</summary>
/// <param name="HardClusters">Shape (windows * speakers): the cluster of each local speaker, from 0;
/// <see cref="Unassigned"/> for an inactive speaker or one without a cluster.</param>
/// <param name="Centroids">Shape (clusters, d): mean embeddings; NaN where no embedding could be extracted.</param>
internal sealed record ClusteringResult(int[] HardClusters, double[][] Centroids)
{
    /// <summary>Marks a local speaker without a cluster.</summary>
    public const int Unassigned = -1;

    /// <summary>Whether there was no embedding for the centroid of a single cluster.</summary>
    public bool HasNoCentroid => Centroids is [[double.NaN, ..]];

    /// <summary>Assigns all active local speakers to one cluster.</summary>
    /// <param name="embeddings">All local speakers.</param>
    /// <param name="training">Embeddings for the centroid, shape (n, d); may be empty.</param>
    public static ClusteringResult SingleCluster(SpeakerEmbeddings embeddings, float[] training)
    {
        var clusters = new int[embeddings.Count];
        for (var i = 0; i < clusters.Length; i++) clusters[i] = embeddings[i] is null ? Unassigned : 0;
        return new(clusters, VectorMath.Means(training, embeddings.Dimension, new int[training.Length / embeddings.Dimension], 1));
    }
}
