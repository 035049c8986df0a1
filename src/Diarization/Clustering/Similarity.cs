namespace Speech.Diarization.Clustering;

/// <summary>How much each voice is like each cluster, and who belongs where.</summary>
internal static class Similarity
{
    /// <summary>1 plus the cosine of the angle between a pair's vector and a centroid: 0 to 2, more is more alike.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="centroids">Shape (clusters, d).</param>
    /// <returns>Shape (pairs, clusters); null for speakers who are not active, NaN where the voice could not be measured.</returns>
    public static double[]?[] Of(EmbeddingTable embeddings, double[][] centroids)
    {
        var similarities = new double[]?[embeddings.Pairs];
        for (var pair = 0; pair < similarities.Length; pair++)
            if (embeddings[pair] is { } vector)
            {
                var wide = Array.ConvertAll(vector, component => (double)component);
                similarities[pair] = Array.ConvertAll(centroids, centroid => 1 + VectorMath.Cosine(wide, centroid));
            }

        return similarities;
    }

    /// <summary>Each voice goes to the cluster it is most like, whoever else does; one that could not be measured goes to the first.</summary>
    /// <returns>The cluster of each pair.</returns>
    public static int[] AssignFreely(double[]?[] similarities)
        => Array.ConvertAll(similarities, row => row is null ? Clusters.None : Math.Max(0, Array.IndexOf(row, row.Max())));

    /// <summary>Two speakers of one window are two persons: the voices of each window share out the clusters for the best sum.</summary>
    /// <param name="similarities">Shape (pairs, clusters).</param>
    /// <param name="speakers">Speakers of a window.</param>
    /// <param name="clusters">How many clusters there are.</param>
    /// <returns>The cluster of each pair.</returns>
    public static int[] AssignWithinWindows(double[]?[] similarities, int speakers, int clusters)
    {
        var known = similarities.OfType<double[]>().SelectMany(row => row).ToArray();
        var lowest = known.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        // Less than any voice; yet as much as one that could not be measured, where there is such a one, as in the reference.
        var inactive = known.Any(double.IsNaN) ? lowest : lowest - 1;
        var of = new int[similarities.Length];
        var scores = new double[speakers, clusters];
        for (var first = 0; first < of.Length; first += speakers)
        {
            for (var speaker = 0; speaker < speakers; speaker++)
                for (var cluster = 0; cluster < clusters; cluster++)
                {
                    var similarity = similarities[first + speaker]?[cluster] ?? inactive;
                    scores[speaker, cluster] = double.IsNaN(similarity) ? lowest : similarity;
                }

            var pairs = Assignment.Maximise(scores);
            for (var speaker = 0; speaker < speakers; speaker++)
                of[first + speaker] = similarities[first + speaker] is null ? Clusters.None : pairs[speaker];
        }

        return of;
    }
}
