namespace Speech.Diarization.Checkpoints;

/// <summary>How a pipeline finds the speakers of a recording among those of its chunks.</summary>
public enum ClusteringKind
{
    /// <summary>Agglomerative clustering of centroids, as in speaker-diarization-3.1.</summary>
    Agglomerative,

    /// <summary>Variational Bayes over PLDA features, as in speaker-diarization-community-1.</summary>
    VariationalBayes,
}
