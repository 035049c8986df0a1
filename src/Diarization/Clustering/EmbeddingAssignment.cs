using Speech.Diarization.Embedding;

namespace Speech.Diarization.Clustering;

/// <summary>Assigns speaker embeddings to cluster centroids.</summary>
internal static class EmbeddingAssignment
{
    /// <summary>Computes 1 plus the cosine similarity of embeddings and centroids: 0 to 2.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="centroids">Shape (clusters, d).</param>
    /// <param name="cancellationToken">Checked before each embedding.</param>
    /// <returns>Shape (windows * speakers, clusters), computed when it is read; null for inactive speakers, NaN where no embedding could
    /// be extracted.</returns>
    public static IEnumerable<double[]?> ComputeSimilarities(
        SpeakerEmbeddings embeddings, double[][] centroids, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < embeddings.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = embeddings[i] is { } embedding ? Array.ConvertAll(embedding, component => (double)component) : null;
            yield return vector is null ? null : Array.ConvertAll(centroids, centroid => 1 + VectorMath.Cosine(vector, centroid));
        }
    }

    /// <summary>Assigns each local speaker to its most similar cluster; one whose embedding is NaN to the first cluster.</summary>
    /// <param name="similarities">Shape (windows * speakers, clusters).</param>
    /// <returns>The cluster of each local speaker.</returns>
    public static int[] AssignNearest(IEnumerable<double[]?> similarities)
        => [.. similarities.Select(row => row is null ? ClusteringResult.Unassigned : Math.Max(0, Array.IndexOf(row, row.Max())))];

    /// <summary>Assigns the local speakers of each window to different clusters, with the maximum sum of similarities.</summary>
    /// <param name="similarities">Shape (windows * speakers, clusters).</param>
    /// <param name="speakersPerWindow">Speakers per window.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <returns>The cluster of each local speaker.</returns>
    public static int[] AssignConstrained(double[]?[] similarities, int speakersPerWindow, int clusters)
    {
        var known = similarities.OfType<double[]>().SelectMany(row => row);
        var lowest = known.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        // Inactive speakers score below all others, but equal to NaN embeddings if there are any: as in the reference.
        var inactive = known.Any(double.IsNaN) ? lowest : lowest - 1;
        var assigned = new int[similarities.Length];
        var scores = new double[speakersPerWindow, clusters];
        for (var first = 0; first < assigned.Length; first += speakersPerWindow)
        {
            for (var speaker = 0; speaker < speakersPerWindow; speaker++)
                for (var cluster = 0; cluster < clusters; cluster++)
                {
                    var similarity = similarities[first + speaker]?[cluster] ?? inactive;
                    scores[speaker, cluster] = double.IsNaN(similarity) ? lowest : similarity;
                }

            var clusterOf = LinearSumAssignment.Maximize(scores);
            for (var speaker = 0; speaker < speakersPerWindow; speaker++)
                assigned[first + speaker] = similarities[first + speaker] is null ? ClusteringResult.Unassigned : clusterOf[speaker];
        }

        return assigned;
    }
}
