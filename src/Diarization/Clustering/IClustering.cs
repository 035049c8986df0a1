using Speech.Diarization.Windows;

namespace Speech.Diarization.Clustering;

/// <summary>Finds out which speakers of the windows are the same person.</summary>
internal interface IClustering
{
    /// <summary>Clusters the voices.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="segmentations">Shape (windows, frames); at least one speaker is active.</param>
    /// <param name="bounds">How many speakers there may be.</param>
    /// <param name="cancellationToken">Honoured between the steps of the clustering.</param>
    Clusters Cluster(EmbeddingTable embeddings, Segmentations segmentations, SpeakerBounds bounds, CancellationToken cancellationToken);
}

/// <summary>Who is who.</summary>
/// <param name="Of">For each pair (window * speakers + speaker) its cluster, from 0; -1 for a speaker who is not active or has no cluster.</param>
/// <param name="Centroids">Shape (clusters, d): the mean voices; NaN where no voice could be measured.</param>
internal sealed record Clusters(int[] Of, double[][] Centroids)
{
    /// <summary>A pair without a cluster.</summary>
    public const int None = -1;

    /// <summary>Everybody is one person.</summary>
    /// <param name="embeddings">All pairs.</param>
    /// <param name="training">Rows of the voices that can be trusted, shape (n, d); may be empty.</param>
    public static Clusters One(EmbeddingTable embeddings, float[] training)
    {
        var of = new int[embeddings.Pairs];
        for (var pair = 0; pair < of.Length; pair++) of[pair] = embeddings[pair] is null ? None : 0;
        return new(of, VectorMath.Means(training, embeddings.Dimension, new int[training.Length / embeddings.Dimension], 1));
    }
}
