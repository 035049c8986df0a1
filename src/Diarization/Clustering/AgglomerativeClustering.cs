using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Clustering;

/// <summary>Agglomerative clustering with centroid linkage: small clusters are merged into large
/// ones, then every embedding is assigned to the nearest centroid.</summary>
internal sealed class AgglomerativeClustering(AgglomerativeOptions options) : IClustering
{
    public ClusteringResult Cluster(
        SpeakerEmbeddings embeddings, BinarizedSegmentation segmentation, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var training = TrainingEmbeddings.Select(embeddings, segmentation, options.Filter);
        var rows = embeddings.Gather(training);
        bounds = bounds.Limit(training.Length);
        if (bounds.Max < 2) return ClusteringResult.SingleCluster(embeddings, rows);

        var unit = VectorMath.Normalize(rows, embeddings.Dimension);
        var tree = CentroidLinkage.Build(unit, embeddings.Dimension, cancellationToken);
        var partition = LargeClusters.Cut(tree, options.Threshold, MinSize(training.Length), bounds);
        var (labels, count) = LargeClusters.MergeSmall(partition, unit, embeddings.Dimension);
        var centroids = VectorMath.Means(rows, embeddings.Dimension, labels, count);
        var similarities = EmbeddingAssignment.ComputeSimilarities(embeddings, centroids, cancellationToken);
        return new(EmbeddingAssignment.AssignNearest(similarities), centroids);
    }

    // At most a tenth of the embeddings: a short recording has fewer of them per speaker than the option requires.
    private int MinSize(int embeddings)
        => Math.Min(options.MinClusterSize, Math.Max(1, (int)Math.Round(0.1 * embeddings, MidpointRounding.ToEven)));
}
