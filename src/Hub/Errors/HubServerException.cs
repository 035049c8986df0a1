namespace Speech.Hub.Errors;

/// <summary>The Hub answered with a server error or with invalid content.</summary>
public sealed class HubServerException : HubException
{
    internal HubServerException(
        string model, string fault, int? status = null, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(model, $"The Hub failed for the model '{model}': {fault}", innerException) => (Status, RetryAfter) = (status, retryAfter);

    /// <summary>The HTTP status code; null if the content of the response was invalid.</summary>
    public int? Status { get; }

    /// <summary>The delay requested by the <c>Retry-After</c> header; null without one.</summary>
    public TimeSpan? RetryAfter { get; }
}
