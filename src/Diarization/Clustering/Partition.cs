namespace Speech.Diarization.Clustering;

/// <summary>A partition of vectors into clusters, of which the large ones are speakers.</summary>
internal sealed class Partition
{
    /// <summary>Creates a partition.</summary>
    /// <param name="labels">The cluster of each vector, from 0 without gaps.</param>
    /// <param name="minSize">Minimum size of a large cluster.</param>
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

    /// <summary>Whether each cluster is large.</summary>
    public bool[] IsLarge { get; }

    /// <summary>The number of large clusters.</summary>
    public int LargeCount { get; }
}
