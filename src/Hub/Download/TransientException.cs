namespace Speech.Hub.Download;

/// <summary>A failure that may pass: another attempt is worth its time.</summary>
/// <param name="failure">What is told when no attempt is left.</param>
/// <param name="retryAfter">The wait that the server asked for.</param>
internal sealed class TransientException(HubException failure, TimeSpan? retryAfter = null) : Exception(failure.Message, failure)
{
    public HubException Failure => failure;

    public TimeSpan? RetryAfter => retryAfter;
}
