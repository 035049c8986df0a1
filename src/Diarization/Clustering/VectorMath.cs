using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>Rows of vectors, shape (n, d).</summary>
internal static class VectorMath
{
    /// <summary>Gives every row the length 1; a row of zeros stays.</summary>
    public static float[] Normalise(float[] rows, int dimension)
    {
        var normal = new float[rows.Length];
        for (var at = 0; at < rows.Length; at += dimension)
        {
            var row = rows.AsSpan(at, dimension);
            var norm = TensorPrimitives.Norm<float>(row);
            if (norm > 0) TensorPrimitives.Divide(row, norm, normal.AsSpan(at, dimension));
        }

        return normal;
    }

    /// <summary>The mean of the rows of each cluster.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">The cluster of each row, from 0.</param>
    /// <param name="count">How many clusters; NaN for one without rows.</param>
    /// <returns>Shape (clusters, d).</returns>
    public static double[][] Means(float[] rows, int dimension, ReadOnlySpan<int> labels, int count)
    {
        var means = new double[count][];
        for (var cluster = 0; cluster < count; cluster++) means[cluster] = new double[dimension];
        var sizes = new int[count];
        for (var row = 0; row < labels.Length; row++)
        {
            sizes[labels[row]]++;
            var mean = means[labels[row]];
            for (var i = 0; i < dimension; i++) mean[i] += rows[row * dimension + i];
        }

        for (var cluster = 0; cluster < count; cluster++) TensorPrimitives.Divide(means[cluster], (double)sizes[cluster], means[cluster]);
        return means;
    }

    /// <summary>Cosine of the angle between two vectors; NaN where one is 0 or has a NaN.</summary>
    public static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        => TensorPrimitives.Dot(a, b) / (TensorPrimitives.Norm(a) * TensorPrimitives.Norm(b));
}
