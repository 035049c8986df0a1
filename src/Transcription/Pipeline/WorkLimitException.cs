namespace Speech.Transcription.Pipeline;

/// <summary>The request is too much work for an answer that its client waits for.</summary>
/// <param name="reason">What exceeds which limit.</param>
public sealed class WorkLimitException(string reason) : TranscriptionException(
    $"{reason}, the limit of a request that waits for its answer: send it in parts, or as a job (\"Prefer: respond-async\") to an "
    + "endpoint with storage");
