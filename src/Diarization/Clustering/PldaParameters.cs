namespace Speech.Diarization.Clustering;

/// <summary>Parameters of a PLDA model: the arrays of <c>xvec_transform.npz</c> and <c>plda.npz</c>.
/// d is the dimension of embeddings, l that of PLDA features.</summary>
internal sealed record PldaParameters
{
    /// <summary>Creates the parameters; the arrays are stored, not copied.</summary>
    /// <param name="mean1">Shape (d): mean of the embeddings.</param>
    /// <param name="mean2">Shape (l): mean after the LDA projection.</param>
    /// <param name="lda">Shape (d, l), row-major: the LDA projection.</param>
    /// <param name="mu">Shape (l): mean of the PLDA model.</param>
    /// <param name="tr">Shape (l, l), row-major: one direction of the model per row.</param>
    /// <param name="psi">Shape (l): between-speaker variance along each direction, in any order; the within-speaker variance is 1.</param>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    public PldaParameters(double[] mean1, double[] mean2, double[] lda, double[] mu, double[] tr, double[] psi)
    {
        ArgumentNullException.ThrowIfNull(mean1);
        ArgumentNullException.ThrowIfNull(mean2);
        var (d, l) = (mean1.Length, mean2.Length);
        if (d == 0 || l == 0 || lda?.Length != d * l || mu?.Length != l || tr?.Length != l * l || psi?.Length != l)
            throw new ArgumentException("The shapes of the PLDA arrays do not match.");
        (Mean1, Mean2, Lda, Mu, Tr, Psi) = (mean1, mean2, lda, mu, tr, psi);
    }

    public double[] Mean1 { get; }

    public double[] Mean2 { get; }

    public double[] Lda { get; }

    public double[] Mu { get; }

    public double[] Tr { get; }

    public double[] Psi { get; }
}
