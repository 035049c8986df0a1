namespace Speech.Diarization.Clustering;

/// <summary>The result of VBx inference.</summary>
/// <param name="Gamma">Shape (T, S): responsibilities.</param>
/// <param name="Pi">Shape (S): speaker priors; almost 0 for redundant speakers.</param>
/// <param name="Elbo">Evidence lower bound after each iteration.</param>
internal sealed record VbxPosteriors(VbxGamma Gamma, double[] Pi, IReadOnlyList<double> Elbo);
