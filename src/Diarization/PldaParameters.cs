namespace Speech.Diarization;

/// <summary>Probabilistic linear discriminant analysis of voices: the numbers of <c>xvec_transform.npz</c> and <c>plda.npz</c>. d is the embeddings' dimension, l that of the features.</summary>
public sealed record PldaParameters
{
    /// <summary>Takes the arrays and checks that they fit each other.</summary>
    /// <param name="mean1">Shape (d): mean of the embeddings.</param>
    /// <param name="mean2">Shape (l): mean behind the projection.</param>
    /// <param name="lda">Shape (d, l), row-major: the projection.</param>
    /// <param name="mu">Shape (l): mean of the model.</param>
    /// <param name="tr">Shape (l, l), row-major: each row is a direction of the model.</param>
    /// <param name="psi">Shape (l): variance between speakers along each direction, in any order; the variance within a speaker is 1.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other.</exception>
    public PldaParameters(double[] mean1, double[] mean2, double[] lda, double[] mu, double[] tr, double[] psi)
    {
        ArgumentNullException.ThrowIfNull(mean1);
        ArgumentNullException.ThrowIfNull(mean2);
        var (d, l) = (mean1.Length, mean2.Length);
        if (d == 0 || l == 0 || lda?.Length != d * l || mu?.Length != l || tr?.Length != l * l || psi?.Length != l)
            throw new ArgumentException("The arrays of the PLDA do not fit each other.");
        (Mean1, Mean2, Lda, Mu, Tr, Psi) = (mean1, mean2, lda, mu, tr, psi);
    }

    internal double[] Mean1 { get; }

    internal double[] Mean2 { get; }

    internal double[] Lda { get; }

    internal double[] Mu { get; }

    internal double[] Tr { get; }

    internal double[] Psi { get; }
}
