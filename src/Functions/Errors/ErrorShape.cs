using Speech.Functions.Answers;

namespace Speech.Functions.Errors;

/// <summary>Gives what no endpoint answers the shape of every other error: unknown routes, wrong methods, bugs outside the endpoints.</summary>
internal sealed class ErrorShape(ErrorTable errors) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception reason) when (!context.Response.HasStarted)
        {
            await errors.Answer(context.Request, reason, context.RequestAborted.IsCancellationRequested).ExecuteAsync(context);
            return;
        }
        if (SentenceFor(context.Response.StatusCode, context.Request) is { } sentence && !context.Response.HasStarted)
            await new JsonAnswer(new ErrorAnswer(sentence).ToJson(), context.Response.StatusCode).ExecuteAsync(context);
    }

    private static string? SentenceFor(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address: POST audio to / or /predict, or GET / or /health",
        StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not allowed here: POST audio to / or /predict, or GET / or /health",
        _ => null,
    };
}
