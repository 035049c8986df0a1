using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>Operations on matrices of row vectors, shape (n, d).</summary>
internal static class VectorMath
{
    /// <summary>Scales every row to unit length; all-zero rows stay unchanged.</summary>
    public static float[] Normalize(float[] rows, int dimension)
    {
        var unit = new float[rows.Length];
        for (var start = 0; start < rows.Length; start += dimension)
        {
            var row = rows.AsSpan(start, dimension);
            var norm = TensorPrimitives.Norm<float>(row);
            if (norm > 0) TensorPrimitives.Divide(row, norm, unit.AsSpan(start, dimension));
        }

        return unit;
    }

    /// <summary>Mean of the rows of each cluster.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="dimension">d.</param>
    /// <param name="labels">The cluster of each row, from 0.</param>
    /// <param name="count">The number of clusters.</param>
    /// <returns>Shape (clusters, d); NaN for a cluster without rows.</returns>
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

    /// <summary>Cosine similarity of two vectors; NaN if one of them is zero or contains NaN.</summary>
    public static double Cosine(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        => TensorPrimitives.Dot(a, b) / (TensorPrimitives.Norm(a) * TensorPrimitives.Norm(b));
}
