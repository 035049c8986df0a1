using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Diarization.Clustering;

/// <summary>Agglomerative clustering: the two clusters whose centroids are nearest become one, until one is left.</summary>
/// <remarks>
/// Müllner's generic algorithm (Modern hierarchical, agglomerative clustering algorithms, 2011, section 3.1): each cluster remembers its
/// nearest neighbour among those behind it, or a lower bound of that distance after the neighbour has changed, and looks again only when
/// the bound is the smallest of all. Centroids invert (a merge may be lower than the one before), so that chains of nearest neighbours,
/// which are simpler, would give another tree. No matrix of distances is held: n vectors cost 12 n d bytes, and distances come from the
/// centroids, given up as soon as they exceed what is sought.
/// Candidates are compared in single precision, heights are computed in double precision.
/// </remarks>
internal sealed class CentroidLinkage
{
    private readonly int _dimension;
    private readonly int _count;
    // Of each place: sum and mean of its vectors, shape (n, d); how many; the number of its cluster.
    private readonly double[] _sums;
    private readonly float[] _centroids;
    private readonly int[] _sizes;
    private readonly int[] _clusters;
    // Places that hold a cluster, rising.
    private readonly List<int> _active;
    // Of each place: its nearest neighbour behind it and the squared distance; too low where the neighbour has changed since.
    private readonly int[] _neighbours;
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
        _neighbours = [.. _clusters];
        _bounds = new float[_count];
        _isStale = new bool[_count];
    }

    /// <summary>Builds the tree.</summary>
    /// <param name="vectors">Shape (n, d), finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="cancellationToken">Honoured between merges.</param>
    public static Dendrogram Build(float[] vectors, int dimension, CancellationToken cancellationToken = default)
    {
        var linkage = new CentroidLinkage(vectors, dimension);
        Parallel.For(0, linkage._count, new ParallelOptions { CancellationToken = cancellationToken }, linkage.FindNeighbour);
        var merges = new Merge[Math.Max(0, linkage._count - 1)];
        for (var step = 0; step < merges.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            merges[step] = linkage.Join(linkage.NearestPair(), linkage._count + step);
        }

        return new Dendrogram(merges);
    }

    /// <summary>The place that is nearer to its neighbour than any other is to its own.</summary>
    private int NearestPair()
    {
        while (true)
        {
            var nearest = TensorPrimitives.IndexOfMin(_bounds);
            if (!_isStale[nearest]) return nearest;
            FindNeighbour(nearest);
        }
    }

    private void FindNeighbour(int place)
    {
        var behind = CollectionsMarshal.AsSpan(_active)[(_active.BinarySearch(place) + 1)..];
        // The last neighbour, if any, is probably still near, and then most of the others are given up early.
        var neighbour = _neighbours[place];
        var distance = neighbour == place ? float.PositiveInfinity : Distance(place, neighbour, float.PositiveInfinity);
        foreach (var other in behind)
            if (Distance(place, other, distance) is var candidate && candidate < distance) (neighbour, distance) = (other, candidate);
        (_neighbours[place], _bounds[place], _isStale[place]) = (neighbour, distance, false);
    }

    /// <summary>Joins a place with its neighbour; the new cluster takes the place of the neighbour, the one behind.</summary>
    private Merge Join(int gone, int cluster)
    {
        var kept = _neighbours[gone];
        var merge = new Merge(
            Math.Min(_clusters[gone], _clusters[kept]), Math.Max(_clusters[gone], _clusters[kept]), Height(gone, kept), _sizes[gone] + _sizes[kept]);
        var sum = _sums.AsSpan(kept * _dimension, _dimension);
        TensorPrimitives.Add(sum, _sums.AsSpan(gone * _dimension, _dimension), sum);
        var centroid = _centroids.AsSpan(kept * _dimension, _dimension);
        for (var i = 0; i < centroid.Length; i++) centroid[i] = (float)(sum[i] / merge.Size);
        (_sizes[kept], _clusters[kept]) = (merge.Size, cluster);
        _active.RemoveAt(_active.BinarySearch(gone));
        (_bounds[gone], _isStale[gone]) = (float.PositiveInfinity, false);
        Update(gone, kept);
        return merge;
    }

    private void Update(int gone, int kept)
    {
        foreach (var place in _active)
        {
            if (place >= kept) break;
            var distance = Distance(place, kept, _bounds[place]);
            if (distance <= _bounds[place]) (_neighbours[place], _bounds[place], _isStale[place]) = (kept, distance, false);
            else if (_neighbours[place] == gone || _neighbours[place] == kept) (_neighbours[place], _isStale[place]) = (kept, true);
        }

        FindNeighbour(kept);
    }

    /// <summary>Squared distance of two centroids; infinite once it is known to exceed a limit.</summary>
    private float Distance(int a, int b, float limit)
    {
        var left = _centroids.AsSpan(a * _dimension, _dimension);
        var right = _centroids.AsSpan(b * _dimension, _dimension);
        var wideLeft = MemoryMarshal.Cast<float, Vector<float>>(left);
        var wideRight = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < wideLeft.Length; i++)
        {
            var difference = wideLeft[i] - wideRight[i];
            sum += difference * difference;
            if ((i & 7) == 7 && Vector.Sum(sum) > limit) return float.PositiveInfinity;
        }

        var total = Vector.Sum(sum);
        for (var i = wideLeft.Length * Vector<float>.Count; i < left.Length; i++) total += (left[i] - right[i]) * (left[i] - right[i]);
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
