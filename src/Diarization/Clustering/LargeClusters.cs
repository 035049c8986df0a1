namespace Speech.Diarization.Clustering;

/// <summary>Cuts a dendrogram into a required number of large clusters and merges small clusters into them.</summary>
internal static class LargeClusters
{
    /// <summary>Cuts the tree at a threshold; if that gives too few or too many large clusters, after the
    /// merge nearest to the threshold that gives the required number.</summary>
    /// <param name="tree">Dendrogram of at least 2 vectors.</param>
    /// <param name="threshold">Height of the cut.</param>
    /// <param name="minSize">Minimum size of a large cluster.</param>
    /// <param name="bounds">Bounds on the number of large clusters.</param>
    public static Partition Cut(Dendrogram tree, double threshold, int minSize, SpeakerBounds bounds)
    {
        var partition = new Partition(tree.CutAt(threshold), minSize);
        var required = Math.Clamp(partition.LargeCount, bounds.Min, bounds.Max);
        if (partition.LargeCount == required) return partition;

        // Of the reference's candidates none leaves two vectors apart that are nearer than the threshold.
        if (minSize == 1 && required == tree.Merges.Count + 1) return new Partition(tree.CutAfter(-1), minSize);
        var counts = CountLarge(tree, minSize);
        // The fallback is a single cluster.
        var (best, bestCount) = (tree.Merges.Count - 1, 1);
        foreach (var last in Enumerable.Range(0, counts.Length).OrderBy(k => Math.Abs(tree.Merges[k].Height - threshold)))
        {
            // A merge into a small cluster leaves the number of large clusters unchanged.
            if (tree.Merges[last].Size < minSize) continue;
            if (counts[last] == required) return new Partition(tree.CutAfter(last), minSize);
            if (Math.Abs(counts[last] - required) < Math.Abs(bestCount - required)) (best, bestCount) = (last, counts[last]);
        }

        return new Partition(tree.CutAfter(best), minSize);
    }

    /// <summary>The number of large clusters after each merge.</summary>
    private static int[] CountLarge(Dendrogram tree, int minSize)
    {
        var counts = new int[tree.Merges.Count];
        var count = IsLarge(0) * (counts.Length + 1);
        for (var k = 0; k < counts.Length; k++)
        {
            var merge = tree.Merges[k];
            count += IsLarge(counts.Length + 1 + k) - IsLarge(merge.Left) - IsLarge(merge.Right);
            counts[k] = count;
        }

        return counts;

        int IsLarge(int node) => (node <= counts.Length ? 1 : tree.Merges[node - counts.Length - 1].Size) >= minSize ? 1 : 0;
    }

    /// <summary>Merges each small cluster into the large one with the most similar centroid.</summary>
    /// <param name="partition">Partition of the rows.</param>
    /// <param name="rows">Unit vectors, shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <returns>The large cluster of each row, numbered from 0 in order, and the number of
    /// large clusters; a single cluster if none is large.</returns>
    public static (int[] Labels, int Count) MergeSmall(Partition partition, float[] rows, int dimension)
    {
        if (partition.LargeCount == 0) return (new int[partition.Labels.Length], 1);
        var centroids = VectorMath.Means(rows, dimension, partition.Labels, partition.IsLarge.Length);
        var large = Enumerable.Range(0, centroids.Length).Where(cluster => partition.IsLarge[cluster]).ToArray();
        var renumbered = new int[centroids.Length];
        for (var cluster = 0; cluster < renumbered.Length; cluster++)
            renumbered[cluster] = partition.IsLarge[cluster] ? Array.IndexOf(large, cluster) : FindMostSimilar(centroids[cluster]);
        return (Array.ConvertAll(partition.Labels, label => renumbered[label]), large.Length);

        int FindMostSimilar(double[] centroid)
        {
            var cosines = Array.ConvertAll(large, cluster => VectorMath.Cosine(centroid, centroids[cluster]));
            return Math.Max(0, Array.IndexOf(cosines, cosines.Max()));
        }
    }
}
