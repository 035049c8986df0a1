namespace Speech.Functions.Errors;

/// <summary>The body does not match its content type, or contains no audio.</summary>
internal sealed class InvalidBodyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A field of a form is invalid, or asks for something that the endpoint cannot do.</summary>
/// <param name="field">The name of the field.</param>
/// <param name="message">The message, which names the field, too.</param>
internal sealed class InvalidFieldException(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}

/// <summary>The body exceeds the limit; thrown before more than the limit has been read.</summary>
internal sealed class BodyTooLargeException(long limit) : Exception($"The body is larger than the limit of {limit / (1024 * 1024)} MB");

/// <summary>The body arrives too slowly, and its slot is needed by others.</summary>
internal sealed class UploadTooSlowException(long bytesPerSecond)
    : Exception($"The body arrives too slowly: at least {bytesPerSecond / 1024} KB per second are needed");

/// <summary>The content type is neither audio nor JSON nor a multipart form.</summary>
internal sealed class UnsupportedContentTypeException(string contentType, string supported = UnsupportedContentTypeException.AnyBody)
    : Exception($"The content type \"{contentType}\" is not supported: send {supported}")
{
    private const string AnyBody = "audio/*, video/*, application/octet-stream, application/json or multipart/form-data";
}

/// <summary>The body has a content coding that is not supported.</summary>
internal sealed class UnsupportedContentCodingException()
    : Exception("The Content-Encoding of the body is not supported: send gzip, deflate, br or none");

/// <summary>The request has no API token, or a wrong one.</summary>
internal sealed class UnauthorizedException()
    : Exception("The API token is missing or wrong: send it as \"Authorization: Bearer <token>\"");

/// <summary>The process has to stop, and takes no new requests.</summary>
internal sealed class HostStoppingException() : Exception("This host is stopping: send the request again")
{
    /// <summary>Another host, or this one when it runs again, takes it.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}

/// <summary>No job has this id.</summary>
internal sealed class JobNotFoundException() : Exception("There is no job with this id: it never existed, or it has expired");
