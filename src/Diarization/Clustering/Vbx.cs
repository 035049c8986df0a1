using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>VBx without its Markov chain: variational Bayes inference of a Bayesian mixture of speakers in PLDA space.</summary>
/// <remarks>
/// Names and equation numbers: Landini, Profant, Diez and Burget, Bayesian HMM clustering of x-vector sequences
/// (VBx) in speaker diarization, 2022. T feature vectors of dimension D, S speakers.
/// </remarks>
/// <param name="features">Shape (T, D): PLDA features.</param>
/// <param name="phi">Shape (D): between-speaker variance along each axis.</param>
/// <param name="fa">Fa, the scaling factor of the sufficient statistics.</param>
/// <param name="fb">Fb, the speaker regularization coefficient.</param>
internal sealed class Vbx(double[][] features, double[] phi, double fa, double fb)
{
    private const int MaxIterations = 20;
    // Iterations stop when the evidence lower bound increases by less.
    private const double Epsilon = 1e-4;
    // Initial gamma: the softmax of this factor times the one-hot labels.
    private const double InitSmoothing = 7;

    // rho (18), and the constant term G of each vector in (23).
    private readonly double[][] _rho = Array.ConvertAll(
        features, x => x.Zip(phi, (value, variance) => value * Math.Sqrt(variance)).ToArray());
    private readonly double[] _g = Array.ConvertAll(
        features, x => -0.5 * (TensorPrimitives.SumOfSquares<double>(x) + x.Length * Math.Log(2 * Math.PI)));

    /// <summary>Infers the speaker of each vector.</summary>
    /// <param name="labels">Shape (T): initial clustering, from 0.</param>
    /// <param name="cancellationToken">Checked several times in each iteration.</param>
    public VbxPosteriors Run(int[] labels, CancellationToken cancellationToken = default)
    {
        var speakers = labels.Max() + 1;
        var gamma = new VbxGamma(labels.Length, speakers, (t, row) => Initialize(row, labels[t]));
        var pi = new double[speakers];
        Array.Fill(pi, 1.0 / speakers);
        var statistics = Accumulate(gamma, speakers, cancellationToken);
        var elbo = new List<double>();
        while (elbo.Count < MaxIterations)
        {
            var models = UpdateModels(statistics);
            gamma = UpdateGamma(pi, models);
            statistics = Accumulate(gamma, speakers, cancellationToken);
            pi = UpdatePi(statistics);
            elbo.Add(gamma.LogLikelihood + fb * 0.5 * models.Sum(model => model.Regularization()));
            if (elbo.Count > 1 && elbo[^1] - elbo[^2] < Epsilon) break;
        }

        return new(gamma, pi, elbo);
    }

    private static double Initialize(double[] row, int label)
    {
        Array.Fill(row, 1 / (Math.Exp(InitSmoothing) + row.Length - 1));
        row[label] *= Math.Exp(InitSmoothing);
        return 0;
    }

    /// <summary>Sums gamma, and rho weighted by gamma, over all vectors.</summary>
    private SpeakerStatistics[] Accumulate(VbxGamma gamma, int speakers, CancellationToken cancellationToken)
    {
        var statistics = new SpeakerStatistics[speakers];
        for (var s = 0; s < speakers; s++) statistics[s] = new(0, new double[phi.Length]);
        var first = 0;
        foreach (var block in gamma.ReadBlocks(cancellationToken))
        {
            Parallel.For(0, speakers, s =>
            {
                var (total, rho) = statistics[s];
                for (var i = 0; i < block.Count; i++)
                {
                    total += block[i][s];
                    TensorPrimitives.MultiplyAdd(_rho[first + i], block[i][s], rho, rho);
                }

                statistics[s] = new(total, rho);
            });
            first += block.Count;
        }

        return statistics;
    }

    /// <summary>The posterior of each speaker model: mean alpha (16) and covariance L⁻¹ (17).</summary>
    private SpeakerModel[] UpdateModels(SpeakerStatistics[] statistics)
        => Array.ConvertAll(statistics, speaker =>
        {
            var invL = Array.ConvertAll(phi, variance => 1 / (1 + fa / fb * speaker.Total * variance));
            var alpha = new double[phi.Length];
            TensorPrimitives.Multiply(speaker.Rho, invL, alpha);
            TensorPrimitives.Multiply(alpha, fa / fb, alpha);
            return new SpeakerModel(alpha, invL);
        });

    /// <summary>Gamma from the per-vector log-likelihoods (23).</summary>
    private VbxGamma UpdateGamma(double[] pi, SpeakerModel[] models)
    {
        // The terms that do not depend on the vector.
        var offsets = models.Zip(pi, (model, prior) => Math.Log(prior + 1e-8) - fa * 0.5 * model.Energy(phi)).ToArray();
        return new(features.Length, models.Length, (t, row) =>
        {
            for (var s = 0; s < row.Length; s++)
                row[s] = offsets[s] + fa * (TensorPrimitives.Dot<double>(_rho[t], models[s].Alpha) + _g[t]);
            var highest = TensorPrimitives.Max<double>(row);
            TensorPrimitives.Subtract(row, highest, row);
            TensorPrimitives.Exp<double>(row, row);
            var sum = TensorPrimitives.Sum<double>(row);
            TensorPrimitives.Divide(row, sum, row);
            return highest + Math.Log(sum);
        });
    }

    private static double[] UpdatePi(SpeakerStatistics[] statistics)
    {
        var pi = Array.ConvertAll(statistics, speaker => speaker.Total);
        TensorPrimitives.Divide(pi, TensorPrimitives.Sum<double>(pi), pi);
        return pi;
    }

    /// <summary>Sums over all vectors, weighted by the speaker's gamma.</summary>
    /// <param name="Total">Of 1.</param>
    /// <param name="Rho">Of rho, shape (D).</param>
    private readonly record struct SpeakerStatistics(double Total, double[] Rho);

    private sealed record SpeakerModel(double[] Alpha, double[] InvL)
    {
        // (L⁻¹ + alpha²) phi, the speaker's own term of (23).
        public double Energy(double[] phi)
        {
            var energy = 0.0;
            for (var i = 0; i < phi.Length; i++) energy += (InvL[i] + Alpha[i] * Alpha[i]) * phi[i];
            return energy;
        }

        // The speaker's term of the evidence lower bound (25): minus twice the Kullback-Leibler divergence from the prior.
        public double Regularization()
        {
            var sum = 0.0;
            for (var i = 0; i < Alpha.Length; i++) sum += Math.Log(InvL[i]) - InvL[i] - Alpha[i] * Alpha[i] + 1;
            return sum;
        }
    }
}
