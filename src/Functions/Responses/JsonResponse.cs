namespace Speech.Functions.Responses;

/// <summary>A response whose UTF-8 JSON is complete before the first byte is sent, so that a failure to serialize still gets a status
/// code.</summary>
internal sealed class JsonResponse(byte[] utf8, int status = StatusCodes.Status200OK) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    /// <summary>The <c>Retry-After</c> header, rounded up to whole seconds; null omits it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The <c>Location</c> header; null omits it.</summary>
    public string? Location { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header: the scheme to authenticate with; null omits it.</summary>
    public string? AuthenticationScheme { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = utf8.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        if (RetryAfter is { } delay) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(delay.TotalSeconds)).ToString("0");
        if (Location is not null) response.Headers.Location = Location;
        if (AuthenticationScheme is not null) response.Headers.WWWAuthenticate = AuthenticationScheme;
        await response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
