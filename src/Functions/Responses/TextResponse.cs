using System.Text;

namespace Speech.Functions.Responses;

/// <summary>A response with text that is not JSON, such as subtitles.</summary>
/// <param name="text">The text, sent as UTF-8.</param>
/// <param name="contentType">Its content type, with the charset.</param>
internal sealed class TextResponse(string text, string contentType) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, utf8) = (httpContext.Response, Encoding.UTF8.GetBytes(text));
        response.ContentType = contentType;
        response.ContentLength = utf8.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(utf8, httpContext.RequestAborted);
    }
}
