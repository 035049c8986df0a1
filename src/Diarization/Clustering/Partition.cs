namespace Speech.Diarization.Clustering;

/// <summary>Vectors in clusters, of which some are large enough to be persons.</summary>
internal sealed class Partition
{
    /// <summary>A partition.</summary>
    /// <param name="labels">The cluster of each vector, from 0 without gaps.</param>
    /// <param name="minSize">Vectors of a large cluster at least.</param>
    public Partition(int[] labels, int minSize)
    {
        Labels = labels;
        var sizes = new int[labels.Max() + 1];
        foreach (var label in labels) sizes[label]++;
        IsLarge = Array.ConvertAll(sizes, size => size >= minSize);
        LargeCount = IsLarge.Count(isLarge => isLarge);
    }

    /// <summary>The cluster of each vector.</summary>
    public int[] Labels { get; }

    /// <summary>Of each cluster: whether it is large.</summary>
    public bool[] IsLarge { get; }

    /// <summary>How many clusters are large.</summary>
    public int LargeCount { get; }
}
