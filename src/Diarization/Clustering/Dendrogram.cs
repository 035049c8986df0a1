namespace Speech.Diarization.Clustering;

/// <summary>The tree of a hierarchical clustering of n vectors.</summary>
/// <param name="merges">The n - 1 merges in order.</param>
internal sealed class Dendrogram(Merge[] merges)
{
    /// <summary>The merges in order. Their heights are not necessarily ascending.</summary>
    public IReadOnlyList<Merge> Merges => merges;

    /// <summary>Cuts the tree into the largest subtrees without a merge above a threshold.</summary>
    /// <returns>The cluster of each vector, from 0, in the order of the tree's leaves.</returns>
    public int[] CutAt(double threshold)
    {
        var isCluster = new bool[merges.Length];
        // With inversions a low merge may have a high one below it: the maximum height of the subtree counts.
        for (var k = 0; k < merges.Length; k++)
            isCluster[k] = merges[k].Height <= threshold && IsCluster(merges[k].Left) && IsCluster(merges[k].Right);
        return Label(isCluster);

        bool IsCluster(int node) => node <= merges.Length || isCluster[node - merges.Length - 1];
    }

    /// <summary>Cuts the tree after a merge.</summary>
    /// <param name="last">Index of the last merge to apply.</param>
    /// <returns>The cluster of each vector, from 0, in the order of the tree's leaves.</returns>
    public int[] CutAfter(int last)
    {
        var isCluster = new bool[merges.Length];
        Array.Fill(isCluster, true, 0, last + 1);
        return Label(isCluster);
    }

    /// <summary>Numbers the clusters in the order of SciPy's fcluster: inner nodes before leaves, left before right.</summary>
    private int[] Label(bool[] isCluster)
    {
        var leaves = merges.Length + 1;
        var labels = new int[leaves];
        var count = 0;
        // Nodes to visit with the cluster that contains them (-1 for none): on the way down, and again on the way up for their leaves.
        var stack = new Stack<(int Node, int Cluster, bool IsUp)>();
        if (merges.Length > 0) stack.Push((merges.Length - 1, -1, false));
        while (stack.TryPop(out var visit))
        {
            var merge = merges[visit.Node];
            if (visit.IsUp)
            {
                if (merge.Left < leaves) labels[merge.Left] = visit.Cluster >= 0 ? visit.Cluster : count++;
                if (merge.Right < leaves) labels[merge.Right] = visit.Cluster >= 0 ? visit.Cluster : count++;
                continue;
            }

            var cluster = visit.Cluster < 0 && isCluster[visit.Node] ? count++ : visit.Cluster;
            stack.Push((visit.Node, cluster, true));
            if (merge.Right >= leaves) stack.Push((merge.Right - leaves, cluster, false));
            if (merge.Left >= leaves) stack.Push((merge.Left - leaves, cluster, false));
        }

        return labels;
    }
}
