using System.Numerics.Tensors;

namespace Speech.Diarization.Clustering;

/// <summary>What variational Bayes found.</summary>
/// <param name="Responsibilities">gamma, shape (T, S): how likely each vector is each speaker's.</param>
/// <param name="Priors">pi, shape (S): share of each speaker; almost 0 for one who is not needed.</param>
/// <param name="Bounds">The evidence lower bound after each iteration.</param>
internal sealed record SpeakerPosteriors(double[][] Responsibilities, double[] Priors, IReadOnlyList<double> Bounds);

/// <summary>VBx without its Markov chain: a Bayesian mixture of speakers, each a point in the space of a PLDA.</summary>
/// <remarks>
/// Names and numbers of equations as in Landini, Profant, Diez, Burget, Bayesian HMM clustering of x-vector sequences (VBx), 2022.
/// T vectors of D components, S speakers.
/// </remarks>
internal sealed class VariationalBayes(double[][] features, double[] phi, double fa, double fb)
{
    private const int MaxIterations = 20;
    // Iterations end when the bound rises by less.
    private const double Epsilon = 1e-4;
    // How sure the first clustering is of itself: logit of its own cluster over the others.
    private const double Smoothing = 7;

    // rho (18), and the constant term of each vector in (23).
    private readonly double[][] _rho = Array.ConvertAll(features, x => x.Zip(phi, (value, variance) => value * Math.Sqrt(variance)).ToArray());
    private readonly double[] _g = Array.ConvertAll(features, x => -0.5 * (TensorPrimitives.SumOfSquares<double>(x) + x.Length * Math.Log(2 * Math.PI)));

    /// <summary>Clusters the vectors.</summary>
    /// <param name="labels">The first guess: the cluster of each vector, from 0.</param>
    /// <param name="cancellationToken">Honoured between iterations.</param>
    public SpeakerPosteriors Run(int[] labels, CancellationToken cancellationToken = default)
    {
        var speakers = labels.Max() + 1;
        var gamma = Array.ConvertAll(labels, label => FirstGuess(label, speakers));
        var pi = new double[speakers];
        Array.Fill(pi, 1.0 / speakers);
        var bounds = new List<double>();
        while (bounds.Count < MaxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var models = Models(gamma, speakers);
            var evidence = UpdateGamma(gamma, pi, models);
            pi = Shares(gamma, speakers);
            bounds.Add(evidence + fb * 0.5 * models.Sum(model => model.Divergence()));
            if (bounds.Count > 1 && bounds[^1] - bounds[^2] < Epsilon) break;
        }

        return new(gamma, pi, bounds);
    }

    private static double[] FirstGuess(int label, int speakers)
    {
        var row = new double[speakers];
        Array.Fill(row, 1 / (Math.Exp(Smoothing) + speakers - 1));
        row[label] *= Math.Exp(Smoothing);
        return row;
    }

    /// <summary>Each speaker's point: mean alpha (16) and variance L⁻¹ (17).</summary>
    private Model[] Models(double[][] gamma, int speakers)
    {
        var models = new Model[speakers];
        Parallel.For(0, speakers, s =>
        {
            var (total, alpha) = (0.0, new double[phi.Length]);
            for (var t = 0; t < gamma.Length; t++)
            {
                total += gamma[t][s];
                TensorPrimitives.MultiplyAdd(_rho[t], gamma[t][s], alpha, alpha);
            }

            var variance = Array.ConvertAll(phi, between => 1 / (1 + fa / fb * total * between));
            TensorPrimitives.Multiply(alpha, variance, alpha);
            TensorPrimitives.Multiply(alpha, fa / fb, alpha);
            models[s] = new Model(alpha, variance);
        });
        return models;
    }

    /// <summary>The responsibilities, from (23).</summary>
    /// <returns>Log-likelihood of all vectors.</returns>
    private double UpdateGamma(double[][] gamma, double[] pi, Model[] models)
    {
        // What does not depend on the vector.
        var offsets = models.Zip(pi, (model, prior) => Math.Log(prior + 1e-8) - fa * 0.5 * model.Energy(phi)).ToArray();
        var evidence = new double[gamma.Length];
        Parallel.For(0, gamma.Length, t =>
        {
            var row = gamma[t];
            for (var s = 0; s < row.Length; s++) row[s] = offsets[s] + fa * (TensorPrimitives.Dot<double>(_rho[t], models[s].Alpha) + _g[t]);
            var highest = TensorPrimitives.Max<double>(row);
            TensorPrimitives.Subtract(row, highest, row);
            TensorPrimitives.Exp<double>(row, row);
            var sum = TensorPrimitives.Sum<double>(row);
            TensorPrimitives.Divide(row, sum, row);
            evidence[t] = highest + Math.Log(sum);
        });
        return evidence.Sum();
    }

    private static double[] Shares(double[][] gamma, int speakers)
    {
        var pi = new double[speakers];
        foreach (var row in gamma) TensorPrimitives.Add(pi, row, pi);
        TensorPrimitives.Divide(pi, TensorPrimitives.Sum<double>(pi), pi);
        return pi;
    }

    private sealed record Model(double[] Alpha, double[] Variance)
    {
        // (L⁻¹ + alpha²) phi, the speaker's own term of (23).
        public double Energy(double[] phi)
        {
            var energy = 0.0;
            for (var i = 0; i < phi.Length; i++) energy += (Variance[i] + Alpha[i] * Alpha[i]) * phi[i];
            return energy;
        }

        // The speaker's term of (25): how far the point is from what is expected of any speaker.
        public double Divergence()
        {
            var divergence = 0.0;
            for (var i = 0; i < Alpha.Length; i++) divergence += Math.Log(Variance[i]) - Variance[i] - Alpha[i] * Alpha[i] + 1;
            return divergence;
        }
    }
}
