namespace Speech.Diarization.Clustering;

/// <summary>Clustering method and its hyper-parameters: <see cref="AgglomerativeOptions"/> or <see cref="VbxOptions"/>.</summary>
internal abstract record ClusteringOptions
{
    private protected ClusteringOptions(double threshold) => Threshold = threshold;

    /// <summary>Distance at which merging stops, with VBx that of the initial agglomerative clustering: of unit vectors, 0 to 2. Default
    /// 0.7045654963945799, for VBx 0.6.</summary>
    public double Threshold { get; init; }
}

/// <summary>Agglomerative clustering of unit vectors with centroid linkage, as in <c>pyannote/speaker-diarization-3.1</c>.</summary>
internal sealed record AgglomerativeOptions() : ClusteringOptions(0.7045654963945799)
{
    /// <summary>Clusters with fewer embeddings are merged into the nearest larger one. At least
    /// 1. Default 12; less if there are few embeddings.</summary>
    public int MinClusterSize { get; init; } = 12;

    /// <summary>The embeddings that are clustered. Default <see cref="EmbeddingFilter.Active"/>.</summary>
    public EmbeddingFilter Filter { get; init; } = EmbeddingFilter.Active;
}

/// <summary>VBx on PLDA features, initialized by agglomerative clustering, as in <c>pyannote/speaker-diarization-community-1</c>.</summary>
/// <param name="Plda">The PLDA model of the embeddings; null before it is read.</param>
internal sealed record VbxOptions(PldaParameters? Plda = null) : ClusteringOptions(0.6)
{
    /// <summary>Fa, the scaling factor of the sufficient statistics; 1e-6 to 1e6. Default 0.07.</summary>
    public double Fa { get; init; } = 0.07;

    /// <summary>Fb, the speaker regularization coefficient: a higher value gives fewer speakers; 1e-6 to 1e6. Default 0.8.</summary>
    public double Fb { get; init; } = 0.8;

    /// <summary>Whether the local speakers of one window must be assigned to different clusters. Default true, as in the
    /// reference; false suits a segmentation that sometimes splits one speaker in two.</summary>
    public bool ConstrainedAssignment { get; init; } = true;
}
