using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>Maps voices into a space in which a speaker's vectors have variance 1 and speakers differ most along the first axes.</summary>
/// <remarks>
/// The reference solves a generalized eigenvalue problem to get there. Its solution is known: the eigenvectors are the rows of <c>tr</c>
/// and the eigenvalues are <c>psi</c>, whatever they are; only the order is missing.
/// </remarks>
internal sealed class Plda
{
    private readonly PldaParameters _parameters;
    // Shape (l, d): the projection, a row for each of its directions.
    private readonly double[][] _projection;
    // Shape (l, l): the directions of the model, by falling variance.
    private readonly double[][] _directions;

    public Plda(PldaParameters parameters)
    {
        _parameters = parameters;
        var (d, l) = (parameters.Mean1.Length, parameters.Mean2.Length);
        _projection = [.. Enumerable.Range(0, l).Select(column => Enumerable.Range(0, d).Select(row => parameters.Lda[row * l + column]).ToArray())];
        var order = Enumerable.Range(0, l).OrderByDescending(row => parameters.Psi[row]).ToArray();
        _directions = Array.ConvertAll(order, row => parameters.Tr[(row * l)..((row + 1) * l)]);
        Phi = Array.ConvertAll(order, row => parameters.Psi[row]);
    }

    /// <summary>Shape (l): variance between speakers along each axis, falling.</summary>
    public double[] Phi { get; }

    /// <summary>Components of a voice, d.</summary>
    public int Dimension => _parameters.Mean1.Length;

    /// <summary>Maps voices.</summary>
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
        var voice = new double[Dimension];
        TensorPrimitives.ConvertTruncating(embedding, voice.AsSpan());
        Scale(voice, _parameters.Mean1);
        var projected = Array.ConvertAll(_projection, direction => TensorPrimitives.Dot<double>(direction, voice));
        Scale(projected, _parameters.Mean2);
        TensorPrimitives.Subtract(projected, _parameters.Mu, projected.AsSpan());
        return Array.ConvertAll(_directions, direction => TensorPrimitives.Dot<double>(direction, projected));
    }

    /// <summary>Takes a mean away and gives the rest the length that a standard normal vector has.</summary>
    private static void Scale(Span<double> vector, double[] mean)
    {
        TensorPrimitives.Subtract(vector, mean, vector);
        TensorPrimitives.Multiply(vector, Math.Sqrt(vector.Length) / TensorPrimitives.Norm<double>(vector), vector);
    }
}
