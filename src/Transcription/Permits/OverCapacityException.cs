namespace Speech.Transcription.Permits;

/// <summary>More requests are in flight than there are permits.</summary>
/// <param name="permits">How many requests may be in flight.</param>
public sealed class OverCapacityException(int permits)
    : TranscriptionException($"The endpoint is at capacity ({permits} in flight): try again in a moment")
{
    /// <summary>When another try is worth it.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}
