using System.Numerics.Tensors;

namespace Speech.TestSupport.ReferenceData;

/// <summary>Random weights of the reference checkpoints, from the seeds that they were made with.</summary>
internal static class RandomWeights
{
    private const int Width = 64, Directions = 9;

    /// <summary>Uniform weights in [-bound, bound) times a scale, as torch initialises a layer.</summary>
    /// <param name="seed">Of the generator.</param>
    /// <param name="firstDraw">Draws before the first weight.</param>
    /// <param name="count">Number of weights.</param>
    /// <param name="bound">Before scaling.</param>
    /// <param name="scale">The factor.</param>
    public static float[] Uniform(uint seed, int firstDraw, int count, float bound, float scale)
    {
        var random = new MersenneTwister(seed);
        for (var i = 0; i < firstDraw; i++) random.NextBits();
        var weights = new float[count];
        for (var i = 0; i < count; i++) weights[i] = scale * MathF.FusedMultiplyAdd(random.NextFloat(), 2 * bound, -bound);
        return weights;
    }

    /// <summary>Token embeddings [rows, 64]: 0.7 (n - 0.85 Q Qᵀ n) for a standard normal vector n each. The columns of Q are an orthonormal basis of 9 random directions,
    /// which the checkpoint keeps for its special tokens and timestamps; the draws of the directions, [64, 9], precede those of the rows.</summary>
    /// <param name="seed">Of the generator.</param>
    /// <param name="firstDraw">Normal draws before the directions.</param>
    /// <param name="rows">Number of tokens.</param>
    public static float[] TokenEmbeddings(uint seed, int firstDraw, int rows)
    {
        var random = new MersenneTwister(seed);
        for (var i = 0; i < firstDraw; i++) random.NextNormal();
        var basis = Basis(random);
        var embeddings = new float[rows * Width];
        var vector = new double[Width];
        var damped = new double[Width];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < Width; i++) vector[i] = random.NextNormal();
            vector.CopyTo(damped, 0);
            foreach (var direction in basis) TensorPrimitives.MultiplyAdd(direction, -0.85 * TensorPrimitives.Dot<double>(vector, direction), damped, damped);
            for (var i = 0; i < Width; i++) embeddings[row * Width + i] = (float)(0.7 * damped[i]);
        }

        return embeddings;
    }

    // Gram-Schmidt over the columns of a [64, 9] normal matrix whose mean is subtracted: a layer norm would remove it.
    private static double[][] Basis(MersenneTwister random)
    {
        var basis = new double[Directions][];
        for (var i = 0; i < Directions; i++) basis[i] = new double[Width];
        for (var i = 0; i < Width * Directions; i++) basis[i % Directions][i / Directions] = random.NextNormal();
        for (var i = 0; i < Directions; i++)
        {
            TensorPrimitives.Subtract(basis[i], basis[i].Average(), basis[i]);
            for (var previous = 0; previous < i; previous++)
                TensorPrimitives.MultiplyAdd(basis[previous], -TensorPrimitives.Dot<double>(basis[previous], basis[i]), basis[i], basis[i]);
            TensorPrimitives.Divide(basis[i], TensorPrimitives.Norm<double>(basis[i]), basis[i]);
        }

        return basis;
    }
}
