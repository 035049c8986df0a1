namespace Speech.Functions.Answers;

/// <summary>UTF-8 JSON that is complete before the first byte is sent, so that a fault while writing it still has a status.</summary>
internal sealed class JsonAnswer(byte[] utf8, int status = StatusCodes.Status200OK) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public TimeSpan? RetryAfter { get; init; }

    public string? Location { get; init; }

    public bool AsksForToken { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = utf8.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        if (RetryAfter is { } pause) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString("0");
        if (Location is not null) response.Headers.Location = Location;
        if (AsksForToken) response.Headers.WWWAuthenticate = "Bearer";
        await response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
