namespace Speech.Transcription.Parameters;

/// <summary>The granularity of the times in an answer.</summary>
public enum TimestampGranularity
{
    /// <summary>A start and an end for each segment of the model.</summary>
    Segment,

    /// <summary>A start and an end for each word as well.</summary>
    Word,
}
