namespace Speech.Diarization;

/// <summary>Which voices make the clusters; the others are only assigned to them.</summary>
public enum EmbeddingFilter
{
    /// <summary>Every speaker who is active in a window: what pyannote did up to 3.x.</summary>
    Active,

    /// <summary>Speakers who are heard alone in at least a fifth of a window: what pyannote does from 4.0 on.</summary>
    MostlyAlone,
}
