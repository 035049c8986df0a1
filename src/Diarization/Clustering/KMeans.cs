using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>k-means: Lloyd's iteration from k-means++ seeds, the best of several runs.</summary>
/// <param name="random">Draws the seeds.</param>
/// <remarks>Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, 2007; several candidates for each seed, of which the best is kept.</remarks>
internal sealed class KMeans(Random random)
{
    private const int Runs = 10, MaxIterations = 300;

    /// <summary>Clusters the rows.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <param name="count">How many clusters; at most n.</param>
    /// <param name="cancellationToken">Honoured between runs.</param>
    /// <returns>The cluster of each row, numbered from 0 by first appearance, and the sum of squared distances to the clusters' means.</returns>
    public (int[] Labels, double Inertia) Run(float[] rows, int dimension, int count, CancellationToken cancellationToken = default)
    {
        var points = new double[rows.Length / dimension][];
        for (var i = 0; i < points.Length; i++) points[i] = Array.ConvertAll(rows[(i * dimension)..((i + 1) * dimension)], value => (double)value);
        var best = (Labels: Array.Empty<int>(), Inertia: double.PositiveInfinity);
        for (var run = 0; run < Runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = Iterate(points, Seeds(points, count));
            if (found.Inertia < best.Inertia) best = found;
        }

        return (Renumbered(best.Labels), best.Inertia);
    }

    private double[][] Seeds(double[][] points, int count)
    {
        var seeds = new List<double[]> { points[random.Next(points.Length)] };
        var nearest = Array.ConvertAll(points, point => Squared(point, seeds[0]));
        var candidates = 2 + (int)Math.Log(count);
        while (seeds.Count < count)
        {
            var drawn = Enumerable.Range(0, candidates)
                .Select(_ => points[Draw(nearest)])
                .Select(seed => (Seed: seed, Nearest: points.Zip(nearest, (point, distance) => Math.Min(distance, Squared(point, seed))).ToArray()))
                .MinBy(candidate => candidate.Nearest.Sum());
            seeds.Add(drawn.Seed);
            nearest = drawn.Nearest;
        }

        return [.. seeds];
    }

    /// <summary>An index, as likely as its weight is large.</summary>
    private int Draw(double[] weights)
    {
        var left = random.NextDouble() * weights.Sum();
        var index = 0;
        while (index < weights.Length - 1 && (left -= weights[index]) >= 0) index++;
        return index;
    }

    private static (int[] Labels, double Inertia) Iterate(double[][] points, double[][] means)
    {
        var labels = new int[points.Length];
        Array.Fill(labels, -1);
        var distances = new double[points.Length];
        for (var iteration = 0; iteration < MaxIterations && Assign(points, means, labels, distances); iteration++)
        {
            GiveToEmpty(labels, distances, means.Length);
            means = Means(points, labels, means.Length);
        }

        return (labels, points.Zip(labels, (point, label) => Squared(point, means[label])).Sum());
    }

    /// <summary>Moves every point to the nearest mean.</summary>
    /// <returns>Whether any point has moved.</returns>
    private static bool Assign(double[][] points, double[][] means, int[] labels, double[] distances)
    {
        var moved = 0;
        Parallel.For(0, points.Length, i =>
        {
            var all = Array.ConvertAll(means, mean => Squared(points[i], mean));
            var label = TensorPrimitives.IndexOfMin<double>(all);
            if (labels[i] != label) Interlocked.Exchange(ref moved, 1);
            (labels[i], distances[i]) = (label, all[label]);
        });
        return moved == 1;
    }

    /// <summary>A cluster that has lost all its points gets the point that is farthest from its own mean.</summary>
    private static void GiveToEmpty(int[] labels, double[] distances, int count)
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

    private static double Squared(double[] a, double[] b)
    {
        var distance = TensorPrimitives.Distance<double>(a, b);
        return distance * distance;
    }

    // The numbers of clusters should not depend on the seeds.
    private static int[] Renumbered(int[] labels)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var label in labels) numbers.TryAdd(label, numbers.Count);
        return Array.ConvertAll(labels, label => numbers[label]);
    }
}
