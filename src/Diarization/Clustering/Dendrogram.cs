namespace Speech.Diarization.Clustering;

/// <summary>The tree of an agglomerative clustering of n vectors.</summary>
/// <param name="merges">The n-1 merges in their order.</param>
internal sealed class Dendrogram(Merge[] merges)
{
    /// <summary>The merges in their order. Their heights need not rise.</summary>
    public IReadOnlyList<Merge> Merges => merges;

    /// <summary>The largest subtrees in which no merge is higher than a threshold.</summary>
    /// <returns>For each vector the number of its cluster, from 0, in the order of the tree's leaves.</returns>
    public int[] CutAt(double threshold)
    {
        var isWhole = new bool[merges.Length];
        // With inversions a low merge may stand above a high one: it is the highest of the subtree that counts.
        for (var k = 0; k < merges.Length; k++)
            isWhole[k] = merges[k].Height <= threshold && IsWhole(merges[k].Left) && IsWhole(merges[k].Right);
        return Label(isWhole);

        bool IsWhole(int cluster) => cluster <= merges.Length || isWhole[cluster - merges.Length - 1];
    }

    /// <summary>The clusters there were after a merge.</summary>
    /// <param name="last">The merge, from 0.</param>
    /// <returns>For each vector the number of its cluster, from 0, in the order of the tree's leaves.</returns>
    public int[] CutAfter(int last)
    {
        var isWhole = new bool[merges.Length];
        Array.Fill(isWhole, true, 0, last + 1);
        return Label(isWhole);
    }

    /// <summary>Numbers the clusters in the order in which SciPy's fcluster does: inner nodes before leaves, left before right.</summary>
    private int[] Label(bool[] isWhole)
    {
        var leaves = merges.Length + 1;
        var labels = new int[leaves];
        var count = 0;
        // Nodes to visit, with the cluster they lie in (-1 for none): on the way down, and again for their leaves on the way up.
        var path = new Stack<(int Node, int Cluster, bool IsUp)>();
        if (merges.Length > 0) path.Push((merges.Length - 1, -1, false));
        while (path.TryPop(out var at))
        {
            var merge = merges[at.Node];
            if (at.IsUp)
            {
                if (merge.Left < leaves) labels[merge.Left] = at.Cluster >= 0 ? at.Cluster : count++;
                if (merge.Right < leaves) labels[merge.Right] = at.Cluster >= 0 ? at.Cluster : count++;
                continue;
            }

            var cluster = at.Cluster < 0 && isWhole[at.Node] ? count++ : at.Cluster;
            path.Push((at.Node, cluster, true));
            if (merge.Right >= leaves) path.Push((merge.Right - leaves, cluster, false));
            if (merge.Left >= leaves) path.Push((merge.Left - leaves, cluster, false));
        }

        return labels;
    }
}
