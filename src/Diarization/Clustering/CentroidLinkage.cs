using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Diarization.Clustering;

/// <summary>Hierarchical agglomerative clustering with centroid linkage: merges the two
/// clusters with the nearest centroids until one is left.</summary>
/// <remarks>
/// Müllner's generic algorithm (Modern hierarchical, agglomerative clustering algorithms, 2011, section 3.1): each cluster stores its
/// nearest neighbor among the clusters with a higher slot, or a lower bound of that distance once the neighbor has changed, and
/// searches again only when the bound is the minimum of all. Centroid linkage has inversions (a merge may be lower than the one
/// before), so the simpler nearest-neighbor chains would build another tree. There is no distance matrix: n vectors take 12 n d bytes,
/// and distances are computed from the centroids, abandoned as soon as they exceed the best candidate. Candidates are compared in
/// single precision, heights are computed in double precision.
/// </remarks>
internal sealed class CentroidLinkage
{
    private readonly int _dimension;
    private readonly int _count;
    // Per slot: sum and mean of the cluster's vectors, shape (n, d); its size; its number.
    private readonly double[] _sums;
    private readonly float[] _centroids;
    private readonly int[] _sizes;
    private readonly int[] _clusters;
    // Slots that hold a cluster, ascending.
    private readonly List<int> _active;
    // Per slot: nearest neighbor among the higher slots and the squared distance to it; a lower bound while stale.
    private readonly int[] _neighbors;
    private readonly float[] _bounds;
    private readonly bool[] _isStale;

    private CentroidLinkage(float[] vectors, int dimension)
    {
        (_dimension, _count) = (dimension, vectors.Length / dimension);
        _centroids = [.. vectors];
        _sums = new double[vectors.Length];
        TensorPrimitives.ConvertTruncating<float, double>(vectors, _sums);
        _sizes = new int[_count];
        Array.Fill(_sizes, 1);
        _clusters = [.. Enumerable.Range(0, _count)];
        _active = [.. _clusters];
        _neighbors = [.. _clusters];
        _bounds = new float[_count];
        _isStale = new bool[_count];
    }

    /// <summary>Builds the dendrogram.</summary>
    /// <param name="vectors">Shape (n, d), finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="cancellationToken">Checked before each merge.</param>
    public static Dendrogram Build(float[] vectors, int dimension, CancellationToken cancellationToken = default)
    {
        var linkage = new CentroidLinkage(vectors, dimension);
        Parallel.For(0, linkage._count, new ParallelOptions { CancellationToken = cancellationToken }, linkage.FindNeighbor);
        var merges = new Merge[Math.Max(0, linkage._count - 1)];
        for (var step = 0; step < merges.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            merges[step] = linkage.MergeWithNeighbor(linkage.FindNearestPair(), linkage._count + step);
        }

        return new Dendrogram(merges);
    }

    /// <summary>The slot with the smallest distance to its neighbor.</summary>
    private int FindNearestPair()
    {
        while (true)
        {
            var nearest = TensorPrimitives.IndexOfMin(_bounds);
            if (!_isStale[nearest]) return nearest;
            FindNeighbor(nearest);
        }
    }

    private void FindNeighbor(int slot)
    {
        var higher = CollectionsMarshal.AsSpan(_active)[(_active.BinarySearch(slot) + 1)..];
        // The previous neighbor, if any, is probably still near: most of the other distances are then abandoned early.
        var neighbor = _neighbors[slot];
        var distance = neighbor == slot ? float.PositiveInfinity : Distance(slot, neighbor, float.PositiveInfinity);
        foreach (var other in higher)
            if (Distance(slot, other, distance) is var candidate && candidate < distance) (neighbor, distance) = (other, candidate);
        (_neighbors[slot], _bounds[slot], _isStale[slot]) = (neighbor, distance, false);
    }

    /// <summary>Merges a slot with its neighbor; the new cluster takes the neighbor's slot, the higher one.</summary>
    private Merge MergeWithNeighbor(int removed, int cluster)
    {
        var kept = _neighbors[removed];
        var (left, right) = (Math.Min(_clusters[removed], _clusters[kept]), Math.Max(_clusters[removed], _clusters[kept]));
        var merge = new Merge(left, right, Height(removed, kept), _sizes[removed] + _sizes[kept]);
        var sum = _sums.AsSpan(kept * _dimension, _dimension);
        TensorPrimitives.Add(sum, _sums.AsSpan(removed * _dimension, _dimension), sum);
        var centroid = _centroids.AsSpan(kept * _dimension, _dimension);
        for (var i = 0; i < centroid.Length; i++) centroid[i] = (float)(sum[i] / merge.Size);
        (_sizes[kept], _clusters[kept]) = (merge.Size, cluster);
        _active.RemoveAt(_active.BinarySearch(removed));
        (_bounds[removed], _isStale[removed]) = (float.PositiveInfinity, false);
        UpdateNeighbors(removed, kept);
        return merge;
    }

    private void UpdateNeighbors(int removed, int kept)
    {
        foreach (var slot in _active)
        {
            if (slot >= kept) break;
            var distance = Distance(slot, kept, _bounds[slot]);
            if (distance <= _bounds[slot]) (_neighbors[slot], _bounds[slot], _isStale[slot]) = (kept, distance, false);
            else if (_neighbors[slot] == removed || _neighbors[slot] == kept) (_neighbors[slot], _isStale[slot]) = (kept, true);
        }

        FindNeighbor(kept);
    }

    /// <summary>Squared distance of two centroids; infinity as soon as it is known to exceed a limit.</summary>
    private float Distance(int a, int b, float limit)
    {
        var left = _centroids.AsSpan(a * _dimension, _dimension);
        var right = _centroids.AsSpan(b * _dimension, _dimension);
        var leftVectors = MemoryMarshal.Cast<float, Vector<float>>(left);
        var rightVectors = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < leftVectors.Length; i++)
        {
            var difference = leftVectors[i] - rightVectors[i];
            sum += difference * difference;
            if ((i & 7) == 7 && Vector.Sum(sum) > limit) return float.PositiveInfinity;
        }

        var total = Vector.Sum(sum);
        for (var i = leftVectors.Length * Vector<float>.Count; i < left.Length; i++) total += (left[i] - right[i]) * (left[i] - right[i]);
        return total;
    }

    private double Height(int a, int b)
    {
        var total = 0.0;
        for (var i = 0; i < _dimension; i++)
        {
            var difference = _sums[a * _dimension + i] / _sizes[a] - _sums[b * _dimension + i] / _sizes[b];
            total += difference * difference;
        }

        return Math.Sqrt(total);
    }
}
