namespace Speech.Transcription.Permits;

/// <summary>There is no room for the request now.</summary>
/// <param name="reason">What is used up.</param>
/// <param name="retryAfter">How long a client should wait before it retries.</param>
public sealed class OverCapacityException(string reason, TimeSpan retryAfter)
    : TranscriptionException($"{reason}: try again in {Math.Ceiling(retryAfter.TotalSeconds):0} s")
{
    /// <summary>How long a client should wait before it retries.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
