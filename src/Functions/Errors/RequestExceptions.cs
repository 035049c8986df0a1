namespace Speech.Functions.Errors;

/// <summary>The body is not what its content type says, or holds no audio.</summary>
internal sealed class BadBodyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The body is longer than the limit; thrown before more than the limit is read.</summary>
internal sealed class BodyTooLargeException(long limit) : Exception($"The body is larger than the limit of {limit / (1024 * 1024)} MB");

/// <summary>The content type is neither audio nor JSON nor a form.</summary>
internal sealed class UnsupportedContentException(string contentType)
    : Exception($"The content type \"{contentType}\" is not supported: send audio/*, video/*, application/octet-stream, application/json or multipart/form-data");

/// <summary>The caller does not bear the API token.</summary>
internal sealed class UnauthorizedException() : Exception("The API token is missing or wrong: send it as \"Authorization: Bearer <token>\"");

/// <summary>No job has this id.</summary>
internal sealed class JobNotFoundException() : Exception("There is no job of this id: there never was, or it has expired");
