namespace Speech.Diarization;

/// <summary>How a diarization is made: the parameters of a pipeline's <c>config.yaml</c>.</summary>
/// <param name="Clustering">How voices are clustered.</param>
public sealed record DiarizationOptions(ClusteringOptions Clustering)
{
    /// <summary>From the start of a window to the start of the next, as a share of the window; more than 0, at most 1; default 0.1.</summary>
    public double WindowStep { get; init; } = 0.1;

    /// <summary>Pauses of a speaker that are shorter are filled; seconds, default 0.</summary>
    public double MinSilence { get; init; }

    /// <summary>Whether voices are measured where nobody else speaks, as far as there is enough of that; default true.</summary>
    public bool ExcludeOverlap { get; init; } = true;

    /// <summary>Windows that are heard before the next ones are waited for; at least 1; default 32.</summary>
    public int BatchSize { get; init; } = 32;
}
