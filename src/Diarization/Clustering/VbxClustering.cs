using System.Numerics.Tensors;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Clustering;

/// <summary>Clusters by centroid linkage, then by variational Bayes; by k-means where another number of speakers is wanted than that finds.</summary>
internal sealed class VbxClustering(VbxOptions options) : IClustering
{
    // A speaker with a smaller share is not there.
    private const double MinPrior = 1e-7;
    private const int Seed = 42;

    private readonly Plda _plda = new(options.Plda);

    public Clusters Cluster(EmbeddingTable embeddings, Segmentations segmentations, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var training = TrainingSet.Select(embeddings, segmentations, EmbeddingFilter.MostlyAlone);
        var rows = embeddings.Gather(training);
        if (training.Length < 2) return Clusters.One(embeddings, rows);

        var unit = VectorMath.Normalise(rows, embeddings.Dimension);
        var first = CentroidLinkage.Build(unit, embeddings.Dimension, cancellationToken).CutAt(options.Threshold);
        var posteriors = new VariationalBayes(_plda.Transform(rows), _plda.Phi, options.Fa, options.Fb).Run(first, cancellationToken);
        var centroids = Centroids(posteriors, rows, embeddings.Dimension);

        bounds = bounds.Within(training.Length);
        var wanted = Math.Clamp(centroids.Length, bounds.Min, bounds.Max);
        if (wanted == centroids.Length)
        {
            var similarities = Similarity.Of(embeddings, centroids);
            return new(options.ConstrainedAssignment ? Similarity.AssignWithinWindows(similarities, embeddings.Speakers, wanted) : Similarity.AssignFreely(similarities), centroids);
        }

        var (labels, _) = new KMeans(new Random(Seed)).Run(unit, embeddings.Dimension, wanted, cancellationToken);
        centroids = VectorMath.Means(rows, embeddings.Dimension, labels, labels.Max() + 1);
        // Sharing out clusters within a window could bring in one that the wanted number has no room for.
        return new(Similarity.AssignFreely(Similarity.Of(embeddings, centroids)), centroids);
    }

    /// <summary>The mean voice of each speaker who is there, by responsibility.</summary>
    /// <returns>Shape (speakers, d).</returns>
    internal static double[][] Centroids(SpeakerPosteriors posteriors, float[] rows, int dimension)
    {
        var kept = Enumerable.Range(0, posteriors.Priors.Length).Where(speaker => posteriors.Priors[speaker] > MinPrior).ToArray();
        var centroids = Array.ConvertAll(kept, _ => new double[dimension]);
        var totals = new double[kept.Length];
        var voice = new double[dimension];
        for (var t = 0; t < posteriors.Responsibilities.Length; t++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(rows.AsSpan(t * dimension, dimension), voice);
            for (var k = 0; k < kept.Length; k++)
            {
                var weight = posteriors.Responsibilities[t][kept[k]];
                totals[k] += weight;
                TensorPrimitives.MultiplyAdd(voice, weight, centroids[k], centroids[k]);
            }
        }

        for (var k = 0; k < kept.Length; k++) TensorPrimitives.Divide(centroids[k], totals[k], centroids[k]);
        return centroids;
    }
}
