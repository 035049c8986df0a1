namespace Speech.Diarization.Clustering;

/// <summary>The embeddings that are clustered; the others are only assigned to the resulting clusters.</summary>
public enum EmbeddingFilter
{
    /// <summary>All active speakers of a window: pyannote.audio up to 3.x.</summary>
    Active,

    /// <summary>Speakers with non-overlapped speech in at least a fifth of the window: pyannote.audio from 4.0 on.</summary>
    MostlyNonOverlapping,
}
