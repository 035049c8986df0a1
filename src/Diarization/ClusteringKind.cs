namespace Speech.Diarization;

/// <summary>The clustering method of a pipeline.</summary>
public enum ClusteringKind
{
    /// <summary>Agglomerative clustering with centroid linkage, as in speaker-diarization-3.1.</summary>
    Agglomerative,

    /// <summary>VBx on PLDA features, as in speaker-diarization-community-1.</summary>
    Vbx,
}
