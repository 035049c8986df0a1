using Microsoft.AspNetCore.Diagnostics;

namespace Speech.Functions.Errors;

/// <summary>Bodies for the statuses that routing sets without one: no such route, and no such method on a route.</summary>
internal static class RoutingErrors
{
    private const string Routes = "POST audio to /, /predict, /v1/audio/transcriptions or /v1/audio/translations, or "
        + "GET /, /health, /v1/models or /openapi/v1.json";

    public static Task WriteBodyAsync(StatusCodeContext context)
    {
        var (request, status) = (context.HttpContext.Request, context.HttpContext.Response.StatusCode);
        var message = status switch
        {
            StatusCodes.Status404NotFound => $"There is no such route: {Routes}",
            StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not allowed on this route: {Routes}",
            _ => null,
        };
        return message is null
            ? Task.CompletedTask
            : new EndpointError(status, message).ToResult(request).ExecuteAsync(context.HttpContext);
    }
}
