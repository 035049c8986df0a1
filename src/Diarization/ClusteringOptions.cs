namespace Speech.Diarization;

/// <summary>How voices are clustered: <see cref="AgglomerativeOptions"/> or <see cref="VbxOptions"/>.</summary>
public abstract record ClusteringOptions
{
    private protected ClusteringOptions()
    {
    }
}

/// <summary>Agglomerative clustering with centroid linkage of unit vectors, as in <c>pyannote/speaker-diarization-3.1</c>.</summary>
public sealed record AgglomerativeOptions : ClusteringOptions
{
    /// <summary>Clusters nearer than this are one person. A distance of unit vectors, 0 to 2; default 0.7045654963945799.</summary>
    public double Threshold { get; init; } = 0.7045654963945799;

    /// <summary>A person is heard in at least so many windows; smaller clusters join the nearest larger one. At least 1; default 12, less where there are few voices.</summary>
    public int MinClusterSize { get; init; } = 12;

    /// <summary>Which voices make the clusters. Default: every active one.</summary>
    public EmbeddingFilter Filter { get; init; } = EmbeddingFilter.Active;
}

/// <summary>Variational Bayes over PLDA features, begun from an agglomerative clustering, as in <c>pyannote/speaker-diarization-community-1</c>.</summary>
/// <param name="Plda">The model of voices.</param>
public sealed record VbxOptions(PldaParameters Plda) : ClusteringOptions
{
    /// <summary>Where the agglomerative clustering stops that it begins with. A distance of unit vectors, 0 to 2; default 0.6.</summary>
    public double Threshold { get; init; } = 0.6;

    /// <summary>How much a vector counts as evidence; more than 0; default 0.07.</summary>
    public double Fa { get; init; } = 0.07;

    /// <summary>How much a further speaker costs; more than 0; default 0.8.</summary>
    public double Fb { get; init; } = 0.8;

    /// <summary>Whether the speakers that the segmentation tells apart in one window are different persons, whatever their voices say. Default true, as in
    /// the reference; false for a segmentation that takes one person for two now and then.</summary>
    public bool ConstrainedAssignment { get; init; } = true;
}
