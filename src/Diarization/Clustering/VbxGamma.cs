namespace Speech.Diarization.Clustering;

/// <summary>Responsibilities gamma, the posterior probability of each speaker for each vector: shape (T, S).</summary>
/// <remarks>Computed whenever they are read, some vectors at a time: twelve hours, with thousands of initial clusters, would take
/// gigabytes.</remarks>
/// <param name="vectors">T.</param>
/// <param name="speakers">S.</param>
/// <param name="compute">Computes the row of a vector, shape (S), and returns the vector's log-likelihood.</param>
internal sealed class VbxGamma(int vectors, int speakers, Func<int, double[], double> compute)
{
    private const int BlockSize = 256;

    private readonly double[] _logLikelihoods = new double[vectors];

    /// <summary>Log-likelihood of all vectors, once they have been read.</summary>
    public double LogLikelihood => _logLikelihoods.Sum();

    /// <summary>Computes the rows in order; valid until the next one is requested.</summary>
    /// <param name="cancellationToken">Checked from time to time.</param>
    public IEnumerable<double[]> Read(CancellationToken cancellationToken = default)
        => ReadBlocks(cancellationToken).SelectMany(block => block);

    /// <summary>Computes the rows in order, a block at a time; valid until the next one is requested.</summary>
    /// <param name="cancellationToken">Checked before each block.</param>
    public IEnumerable<ArraySegment<double[]>> ReadBlocks(CancellationToken cancellationToken = default)
    {
        var rows = new double[Math.Min(BlockSize, vectors)][];
        for (var i = 0; i < rows.Length; i++) rows[i] = new double[speakers];
        for (var start = 0; start < vectors; start += BlockSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, count) = (start, Math.Min(BlockSize, vectors - start));
            Parallel.For(0, count, i => _logLikelihoods[first + i] = compute(first + i, rows[i]));
            yield return new(rows, 0, count);
        }
    }
}
