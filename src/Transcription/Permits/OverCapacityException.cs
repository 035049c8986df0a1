namespace Speech.Transcription.Permits;

/// <summary>All permits are in use.</summary>
/// <param name="permits">The maximum number of requests in flight.</param>
public sealed class OverCapacityException(int permits)
    : TranscriptionException($"The endpoint is at capacity ({permits} in flight): try again in a moment")
{
    /// <summary>How long a client should wait before it retries.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}
