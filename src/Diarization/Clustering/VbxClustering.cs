using System.Numerics.Tensors;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Clustering;

/// <summary>VBx clustering, initialized by centroid linkage; k-means if the number of speakers VBx finds is out of bounds.</summary>
internal sealed class VbxClustering(VbxOptions options) : IClustering
{
    // Speakers with a lower prior are redundant.
    private const double MinPrior = 1e-7;
    private const int Seed = 42;

    private readonly Plda _plda = new(options.Plda!);

    public ClusteringResult Cluster(
        SpeakerEmbeddings embeddings, BinarizedSegmentation segmentation, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var training = TrainingEmbeddings.Select(embeddings, segmentation, EmbeddingFilter.MostlyNonOverlapping);
        var rows = embeddings.Gather(training);
        if (training.Length < 2) return ClusteringResult.SingleCluster(embeddings, rows);

        var unit = VectorMath.Normalize(rows, embeddings.Dimension);
        var initial = CentroidLinkage.Build(unit, embeddings.Dimension, cancellationToken).CutAt(options.Threshold);
        var posteriors = new Vbx(_plda.Transform(rows), _plda.Phi, options.Fa, options.Fb).Run(initial, cancellationToken);
        var centroids = ComputeCentroids(posteriors, rows, embeddings.Dimension, cancellationToken);

        bounds = bounds.Limit(training.Length);
        var required = Math.Clamp(centroids.Length, bounds.Min, bounds.Max);
        if (required == centroids.Length)
        {
            var similarities = EmbeddingAssignment.ComputeSimilarities(embeddings, centroids, cancellationToken);
            var clusters = options.ConstrainedAssignment
                ? EmbeddingAssignment.AssignConstrained([.. similarities], embeddings.SpeakersPerWindow, required)
                : EmbeddingAssignment.AssignNearest(similarities);
            return new(clusters, centroids);
        }

        var (labels, _) = new KMeans(new Random(Seed)).Run(unit, embeddings.Dimension, required, cancellationToken);
        centroids = VectorMath.Means(rows, embeddings.Dimension, labels, labels.Max() + 1);
        // Not constrained: with fewer clusters than local speakers a constrained assignment would leave speakers unassigned.
        return new(EmbeddingAssignment.AssignNearest(
            EmbeddingAssignment.ComputeSimilarities(embeddings, centroids, cancellationToken)), centroids);
    }

    /// <summary>Mean embedding of each speaker that is not redundant, weighted by gamma.</summary>
    /// <returns>Shape (speakers, d).</returns>
    private static double[][] ComputeCentroids(
        VbxPosteriors posteriors, float[] rows, int dimension, CancellationToken cancellationToken)
    {
        var kept = Enumerable.Range(0, posteriors.Pi.Length).Where(speaker => posteriors.Pi[speaker] > MinPrior).ToArray();
        var centroids = Array.ConvertAll(kept, _ => new double[dimension]);
        var totals = new double[kept.Length];
        var embedding = new double[dimension];
        var start = 0;
        foreach (var gamma in posteriors.Gamma.Read(cancellationToken))
        {
            TensorPrimitives.ConvertTruncating<float, double>(rows.AsSpan(start, dimension), embedding);
            for (var k = 0; k < kept.Length; k++)
            {
                var weight = gamma[kept[k]];
                totals[k] += weight;
                TensorPrimitives.MultiplyAdd(embedding, weight, centroids[k], centroids[k]);
            }

            start += dimension;
        }

        for (var k = 0; k < kept.Length; k++) TensorPrimitives.Divide(centroids[k], totals[k], centroids[k]);
        return centroids;
    }
}
