using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>k-means: Lloyd's algorithm with k-means++ initialization, the best of several runs.</summary>
/// <param name="random">Source of the initial means.</param>
/// <remarks>Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, 2007;
/// greedy: the best of several candidates per mean.</remarks>
internal sealed class KMeans(Random random)
{
    private const int Runs = 10, MaxIterations = 300;

    /// <summary>Clusters vectors.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <param name="count">The number of clusters; at most n.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <returns>The cluster of each row, numbered from 0 by first occurrence, and the inertia:
    /// the sum of squared distances to the cluster means.</returns>
    public (int[] Labels, double Inertia) Run(float[] rows, int dimension, int count, CancellationToken cancellationToken = default)
    {
        var points = new double[rows.Length / dimension][];
        for (var i = 0; i < points.Length; i++)
            points[i] = Array.ConvertAll(rows[(i * dimension)..((i + 1) * dimension)], value => (double)value);
        var best = (Labels: Array.Empty<int>(), Inertia: double.PositiveInfinity);
        for (var run = 0; run < Runs; run++)
        {
            var result = Iterate(points, Initialize(points, count, cancellationToken), cancellationToken);
            if (result.Inertia < best.Inertia) best = result;
        }

        return (Renumber(best.Labels), best.Inertia);
    }

    private double[][] Initialize(double[][] points, int count, CancellationToken cancellationToken)
    {
        var means = new List<double[]> { points[random.Next(points.Length)] };
        var nearest = Array.ConvertAll(points, point => SquaredDistance(point, means[0]));
        var candidates = 2 + (int)Math.Log(count);
        while (means.Count < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var best = Enumerable.Range(0, candidates)
                .Select(_ => points[Sample(nearest)])
                .Select(mean => (
                    Mean: mean,
                    Nearest: points.Zip(nearest, (point, distance) => Math.Min(distance, SquaredDistance(point, mean))).ToArray()))
                .MinBy(candidate => candidate.Nearest.Sum());
            means.Add(best.Mean);
            nearest = best.Nearest;
        }

        return [.. means];
    }

    /// <summary>Samples an index with probability proportional to its weight.</summary>
    private int Sample(double[] weights)
    {
        var remaining = random.NextDouble() * weights.Sum();
        var index = 0;
        while (index < weights.Length - 1 && (remaining -= weights[index]) >= 0) index++;
        return index;
    }

    private static (int[] Labels, double Inertia) Iterate(double[][] points, double[][] means, CancellationToken cancellationToken)
    {
        var labels = new int[points.Length];
        Array.Fill(labels, -1);
        var distances = new double[points.Length];
        for (var iteration = 0; iteration < MaxIterations && Assign(points, means, labels, distances); iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FillEmptyClusters(labels, distances, means.Length);
            means = Means(points, labels, means.Length);
        }

        return (labels, points.Zip(labels, (point, label) => SquaredDistance(point, means[label])).Sum());
    }

    /// <summary>Assigns every point to the nearest mean.</summary>
    /// <returns>Whether any label has changed.</returns>
    private static bool Assign(double[][] points, double[][] means, int[] labels, double[] distances)
    {
        var changed = 0;
        Parallel.For(0, points.Length, i =>
        {
            var all = Array.ConvertAll(means, mean => SquaredDistance(points[i], mean));
            var label = TensorPrimitives.IndexOfMin<double>(all);
            if (labels[i] != label) Interlocked.Exchange(ref changed, 1);
            (labels[i], distances[i]) = (label, all[label]);
        });
        return changed == 1;
    }

    /// <summary>Moves to each empty cluster the point that is farthest from its own mean.</summary>
    private static void FillEmptyClusters(int[] labels, double[] distances, int count)
    {
        foreach (var empty in Enumerable.Range(0, count).Except(labels).ToArray())
        {
            var farthest = TensorPrimitives.IndexOfMax<double>(distances);
            (labels[farthest], distances[farthest]) = (empty, 0);
        }
    }

    private static double[][] Means(double[][] points, int[] labels, int count)
    {
        var (means, sizes) = (new double[count][], new int[count]);
        for (var label = 0; label < count; label++) means[label] = new double[points[0].Length];
        for (var i = 0; i < points.Length; i++)
        {
            TensorPrimitives.Add(means[labels[i]], points[i], means[labels[i]]);
            sizes[labels[i]]++;
        }

        for (var label = 0; label < count; label++) TensorPrimitives.Divide(means[label], (double)Math.Max(1, sizes[label]), means[label]);
        return means;
    }

    private static double SquaredDistance(double[] a, double[] b)
    {
        var distance = TensorPrimitives.Distance<double>(a, b);
        return distance * distance;
    }

    // Makes the cluster numbers independent of the initialization.
    private static int[] Renumber(int[] labels)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var label in labels) numbers.TryAdd(label, numbers.Count);
        return Array.ConvertAll(labels, label => numbers[label]);
    }
}
