namespace Speech.Diarization.Clustering;

/// <summary>Cuts a tree so that it has the wanted number of large clusters, and shares out the small ones.</summary>
internal static class LargeClusters
{
    /// <summary>Cuts the tree at a threshold; where that gives too few or too many large clusters, at the merge nearest to it that gives the right number.</summary>
    /// <param name="tree">Of at least 2 vectors.</param>
    /// <param name="threshold">Height of the cut.</param>
    /// <param name="minSize">Vectors of a large cluster at least.</param>
    /// <param name="bounds">How many large clusters are wanted.</param>
    /// <param name="cancellationToken">Honoured between cuts.</param>
    public static Partition Choose(Dendrogram tree, double threshold, int minSize, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var partition = new Partition(tree.CutAt(threshold), minSize);
        var wanted = Math.Clamp(partition.LargeCount, bounds.Min, bounds.Max);
        if (partition.LargeCount == wanted) return partition;

        // Everything in one cluster, until something better is found.
        var (best, bestCount) = (tree.Merges.Count, 1);
        foreach (var last in Enumerable.Range(0, tree.Merges.Count).OrderBy(k => Math.Abs(tree.Merges[k].Height - threshold)))
        {
            // A merge to a small cluster changes no number of large ones.
            if (tree.Merges[last].Size < minSize) continue;
            cancellationToken.ThrowIfCancellationRequested();
            partition = new Partition(tree.CutAfter(last), minSize);
            if (partition.LargeCount == wanted) return partition;
            if (Math.Abs(partition.LargeCount - wanted) < Math.Abs(bestCount - wanted)) (best, bestCount) = (last, partition.LargeCount);
        }

        return new Partition(tree.CutAfter(Math.Min(best, tree.Merges.Count - 1)), minSize);
    }

    /// <summary>Adds each small cluster to the large one whose centroid is most like its own.</summary>
    /// <param name="partition">Of the rows.</param>
    /// <param name="rows">Unit vectors, shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <returns>The large cluster of each row, numbered from 0 in their order, and how many there are; one for all where none is large.</returns>
    public static (int[] Labels, int Count) Absorb(Partition partition, float[] rows, int dimension)
    {
        if (partition.LargeCount == 0) return (new int[partition.Labels.Length], 1);
        var centroids = VectorMath.Means(rows, dimension, partition.Labels, partition.IsLarge.Length);
        var large = Enumerable.Range(0, centroids.Length).Where(cluster => partition.IsLarge[cluster]).ToArray();
        var renumbered = new int[centroids.Length];
        for (var cluster = 0; cluster < renumbered.Length; cluster++)
            renumbered[cluster] = partition.IsLarge[cluster] ? Array.IndexOf(large, cluster) : MostAlike(centroids[cluster]);
        return (Array.ConvertAll(partition.Labels, label => renumbered[label]), large.Length);

        int MostAlike(double[] centroid)
        {
            var cosines = Array.ConvertAll(large, cluster => VectorMath.Cosine(centroid, centroids[cluster]));
            return Math.Max(0, Array.IndexOf(cosines, cosines.Max()));
        }
    }
}
