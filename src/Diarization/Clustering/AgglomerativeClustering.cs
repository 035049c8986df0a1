using Speech.Diarization.Windows;

namespace Speech.Diarization.Clustering;

/// <summary>Clusters by centroid linkage; small clusters join large ones, and then every voice goes to the nearest centroid.</summary>
internal sealed class AgglomerativeClustering(AgglomerativeOptions options) : IClustering
{
    public Clusters Cluster(EmbeddingTable embeddings, Segmentations segmentations, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var training = TrainingSet.Select(embeddings, segmentations, options.Filter);
        var rows = embeddings.Gather(training);
        bounds = bounds.Within(training.Length);
        if (bounds.Max < 2) return Clusters.One(embeddings, rows);

        var unit = VectorMath.Normalise(rows, embeddings.Dimension);
        var tree = CentroidLinkage.Build(unit, embeddings.Dimension, cancellationToken);
        var partition = LargeClusters.Choose(tree, options.Threshold, MinSize(training.Length), bounds, cancellationToken);
        var (labels, count) = LargeClusters.Absorb(partition, unit, embeddings.Dimension);
        var centroids = VectorMath.Means(rows, embeddings.Dimension, labels, count);
        return new(Similarity.AssignFreely(Similarity.Of(embeddings, centroids)), centroids);
    }

    // A tenth of few voices may be less than a person would otherwise need.
    private int MinSize(int voices) => Math.Min(options.MinClusterSize, Math.Max(1, (int)Math.Round(0.1 * voices, MidpointRounding.ToEven)));
}
