namespace Speech.Diarization.Embedding;

/// <summary>How the embedding network processes overlapping windows.</summary>
public enum EmbeddingMode
{
    /// <summary>Each window in its own run, as the reference does: reproduces its embeddings, but
    /// processes each second once per window that contains it.</summary>
    PerWindow,

    /// <summary>Overlapping windows share one run over their union: several times faster. Near the borders of a window its frames have
    /// context from outside, and features are centered over a span around each frame instead of over the window.</summary>
    Shared,
}
