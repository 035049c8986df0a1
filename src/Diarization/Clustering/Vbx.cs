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
    /// <param name="cancellationToken">Checked before each iteration.</param>
    public VbxPosteriors Run(int[] labels, CancellationToken cancellationToken = default)
    {
        var speakers = labels.Max() + 1;
        var gamma = Array.ConvertAll(labels, label => InitializeGamma(label, speakers));
        var pi = new double[speakers];
        Array.Fill(pi, 1.0 / speakers);
        var elbo = new List<double>();
        while (elbo.Count < MaxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var models = UpdateModels(gamma, speakers);
            var logLikelihood = UpdateGamma(gamma, pi, models);
            pi = UpdatePi(gamma, speakers);
            elbo.Add(logLikelihood + fb * 0.5 * models.Sum(model => model.Regularization()));
            if (elbo.Count > 1 && elbo[^1] - elbo[^2] < Epsilon) break;
        }

        return new(gamma, pi, elbo);
    }

    private static double[] InitializeGamma(int label, int speakers)
    {
        var row = new double[speakers];
        Array.Fill(row, 1 / (Math.Exp(InitSmoothing) + speakers - 1));
        row[label] *= Math.Exp(InitSmoothing);
        return row;
    }

    /// <summary>The posterior of each speaker model: mean alpha (16) and covariance L⁻¹ (17).</summary>
    private SpeakerModel[] UpdateModels(double[][] gamma, int speakers)
    {
        var models = new SpeakerModel[speakers];
        Parallel.For(0, speakers, s =>
        {
            var (total, alpha) = (0.0, new double[phi.Length]);
            for (var t = 0; t < gamma.Length; t++)
            {
                total += gamma[t][s];
                TensorPrimitives.MultiplyAdd(_rho[t], gamma[t][s], alpha, alpha);
            }

            var invL = Array.ConvertAll(phi, variance => 1 / (1 + fa / fb * total * variance));
            TensorPrimitives.Multiply(alpha, invL, alpha);
            TensorPrimitives.Multiply(alpha, fa / fb, alpha);
            models[s] = new SpeakerModel(alpha, invL);
        });
        return models;
    }

    /// <summary>Updates gamma from the per-vector log-likelihoods (23).</summary>
    /// <returns>Log-likelihood of all vectors.</returns>
    private double UpdateGamma(double[][] gamma, double[] pi, SpeakerModel[] models)
    {
        // The terms that do not depend on the vector.
        var offsets = models.Zip(pi, (model, prior) => Math.Log(prior + 1e-8) - fa * 0.5 * model.Energy(phi)).ToArray();
        var logLikelihoods = new double[gamma.Length];
        Parallel.For(0, gamma.Length, t =>
        {
            var row = gamma[t];
            for (var s = 0; s < row.Length; s++)
                row[s] = offsets[s] + fa * (TensorPrimitives.Dot<double>(_rho[t], models[s].Alpha) + _g[t]);
            var highest = TensorPrimitives.Max<double>(row);
            TensorPrimitives.Subtract(row, highest, row);
            TensorPrimitives.Exp<double>(row, row);
            var sum = TensorPrimitives.Sum<double>(row);
            TensorPrimitives.Divide(row, sum, row);
            logLikelihoods[t] = highest + Math.Log(sum);
        });
        return logLikelihoods.Sum();
    }

    private static double[] UpdatePi(double[][] gamma, int speakers)
    {
        var pi = new double[speakers];
        foreach (var row in gamma) TensorPrimitives.Add(pi, row, pi);
        TensorPrimitives.Divide(pi, TensorPrimitives.Sum<double>(pi), pi);
        return pi;
    }

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
