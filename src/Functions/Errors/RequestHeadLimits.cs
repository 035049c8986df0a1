using Microsoft.AspNetCore.Http.Features;

namespace Speech.Functions.Errors;

/// <summary>Answers a URL or headers that are too long in the shape of every error. The web server's own answer, beyond its larger limits,
/// has no body.</summary>
internal static class RequestHeadLimits
{
    /// <summary>The longest URL and the longest headers, in characters.</summary>
    public const int MaxTarget = 16 * 1024, MaxHeaders = 32 * 1024;

    /// <summary>What the web server parses, in bytes.</summary>
    public const int ServerTarget = 8 * MaxTarget, ServerHeaders = 8 * MaxHeaders;

    /// <summary>The middleware of the web host.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var error = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length > MaxTarget
            ? new EndpointError(
                StatusCodes.Status414UriTooLong, $"The URL is longer than {MaxTarget} characters: send parameters in the body")
            : request.Headers.Sum(header => header.Key.Length + header.Value.ToString().Length) > MaxHeaders
                ? new EndpointError(StatusCodes.Status431RequestHeaderFieldsTooLarge, $"The headers have more than {MaxHeaders} characters")
                : null;
        return error is null ? next(context) : error.ToResult(request).ExecuteAsync(context);
    }
}
