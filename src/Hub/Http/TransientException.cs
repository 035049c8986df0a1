using Speech.Hub.Errors;

namespace Speech.Hub.Http;

/// <summary>A failure that a retry may resolve.</summary>
/// <param name="failure">The exception to throw when no attempt is left.</param>
/// <param name="retryAfter">The delay requested by the server; null if none.</param>
internal sealed class TransientException(HubException failure, TimeSpan? retryAfter = null) : Exception(failure.Message, failure)
{
    public HubException Failure => failure;

    public TimeSpan? RetryAfter => retryAfter;
}
