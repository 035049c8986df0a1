using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>Probabilistic linear discriminant analysis: projects embeddings into a space in which the within-speaker covariance
/// is the identity and the between-speaker covariance is diagonal, in descending order.</summary>
/// <remarks>
/// The reference solves a generalized eigenvalue problem for this. The solution is known in advance: the eigenvectors
/// are the rows of <c>tr</c> and the eigenvalues are <c>psi</c>; only the order is missing.
/// </remarks>
internal sealed class Plda
{
    private readonly PldaParameters _parameters;
    // Shape (l, d): one row per direction of the LDA projection.
    private readonly double[][] _projection;
    // Shape (l, l): one row per direction of the model, by descending variance.
    private readonly double[][] _directions;

    public Plda(PldaParameters parameters)
    {
        _parameters = parameters;
        var (d, l) = (parameters.Mean1.Length, parameters.Mean2.Length);
        _projection = [.. Enumerable.Range(0, l)
            .Select(column => Enumerable.Range(0, d).Select(row => parameters.Lda[row * l + column]).ToArray())];
        var order = Enumerable.Range(0, l).OrderByDescending(row => parameters.Psi[row]).ToArray();
        _directions = Array.ConvertAll(order, row => parameters.Tr[(row * l)..((row + 1) * l)]);
        Phi = Array.ConvertAll(order, row => parameters.Psi[row]);
    }

    /// <summary>Shape (l): between-speaker variance along each axis, descending.</summary>
    public double[] Phi { get; }

    private int Dimension => _parameters.Mean1.Length;

    /// <summary>Computes PLDA features.</summary>
    /// <param name="embeddings">Shape (n, d).</param>
    /// <returns>Shape (n, l).</returns>
    public double[][] Transform(float[] embeddings)
    {
        var features = new double[embeddings.Length / Dimension][];
        Parallel.For(0, features.Length, row => features[row] = Transform(embeddings.AsSpan(row * Dimension, Dimension)));
        return features;
    }

    private double[] Transform(ReadOnlySpan<float> embedding)
    {
        var x = new double[Dimension];
        TensorPrimitives.ConvertTruncating(embedding, x.AsSpan());
        CenterAndScale(x, _parameters.Mean1);
        var projected = Array.ConvertAll(_projection, direction => TensorPrimitives.Dot<double>(direction, x));
        CenterAndScale(projected, _parameters.Mean2);
        TensorPrimitives.Subtract(projected, _parameters.Mu, projected.AsSpan());
        return Array.ConvertAll(_directions, direction => TensorPrimitives.Dot<double>(direction, projected));
    }

    /// <summary>Subtracts a mean and scales the rest to the length √n, that of a standard normal vector.</summary>
    private static void CenterAndScale(Span<double> vector, double[] mean)
    {
        TensorPrimitives.Subtract(vector, mean, vector);
        TensorPrimitives.Multiply(vector, Math.Sqrt(vector.Length) / TensorPrimitives.Norm<double>(vector), vector);
    }
}
