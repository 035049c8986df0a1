using Speech.Functions.Responses;
using Speech.Transcription.Wire;

namespace Speech.Functions.Errors;

/// <summary>A failure as the client sees it.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Message">The message.</param>
/// <param name="Field">The field of the request that is at fault; null where there is no single one.</param>
internal sealed record EndpointError(int Status, string Message, string? Field = null)
{
    /// <summary>When a retry is worthwhile; null where it is not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The JSON body in the shape that the clients of a route expect.</summary>
    public byte[] ToJson(HttpRequest request)
        => request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            ? OpenAIErrorBody.Create(Status, Message, Field).ToJson() : new ErrorBody(Message).ToJson();

    public IResult ToResult(HttpRequest request) => new JsonResponse(ToJson(request), Status)
    {
        RetryAfter = RetryAfter,
        AuthenticationScheme = Status == StatusCodes.Status401Unauthorized ? "Bearer" : null,
    };
}
