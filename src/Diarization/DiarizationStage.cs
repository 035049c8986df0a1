namespace Speech.Diarization;

/// <summary>The stages of a diarization, in order.</summary>
public enum DiarizationStage
{
    /// <summary>Audio is arriving: segmentation and embedding extraction.</summary>
    Inference,

    /// <summary>The audio has ended: the embeddings are clustered.</summary>
    Clustering,

    /// <summary>Speaker turns are reconstructed.</summary>
    Reconstruction,
}
