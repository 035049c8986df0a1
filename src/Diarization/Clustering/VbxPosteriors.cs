namespace Speech.Diarization.Clustering;

/// <summary>The result of VBx inference.</summary>
/// <param name="Gamma">Shape (T, S): responsibilities, the posterior probability of each speaker for each vector.</param>
/// <param name="Pi">Shape (S): speaker priors; almost 0 for redundant speakers.</param>
/// <param name="Elbo">Evidence lower bound after each iteration.</param>
internal sealed record VbxPosteriors(double[][] Gamma, double[] Pi, IReadOnlyList<double> Elbo);
