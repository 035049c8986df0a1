using Speech.Audio.Errors;
using Speech.Functions.Answers;
using Speech.Storage;
using Speech.Transcription.Failures;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;

namespace Speech.Functions.Errors;

/// <summary>The one place where an exception becomes a status code and a sentence.</summary>
internal sealed partial class ErrorTable(ILogger<ErrorTable> logger)
{
    /// <param name="request">The request that failed.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancelled">Whether the request was cancelled from outside, which explains any exception.</param>
    public IResult Answer(HttpRequest request, Exception reason, bool cancelled)
    {
        var requestId = request.HttpContext.TraceIdentifier;
        if (cancelled)
        {
            LogCancelled(requestId);
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        var status = StatusOf(reason);
        if (status == StatusCodes.Status500InternalServerError) LogBug(reason, requestId);
        else LogRefused(reason is AudioException or StorageException ? reason.InnerException : null, status, reason.Message, requestId);
        if (reason is UndecodableAudioException { Diagnostics: { } said }) LogDecoder(said, requestId);
        var sentence = status == StatusCodes.Status500InternalServerError
            ? $"Something broke inside the endpoint; its log tells more under the request id {requestId}"
            : reason.Message;
        return new JsonAnswer(new ErrorAnswer(sentence).ToJson(), status)
        {
            RetryAfter = RetryAfterOf(reason),
            AsksForToken = status == StatusCodes.Status401Unauthorized,
        };
    }

    private static int StatusOf(Exception reason) => reason switch
    {
        BadBodyException => StatusCodes.Status400BadRequest,
        UnauthorizedException => StatusCodes.Status401Unauthorized,
        JobNotFoundException => StatusCodes.Status404NotFound,
        BodyTooLargeException => StatusCodes.Status413PayloadTooLarge,
        UnsupportedContentException => StatusCodes.Status415UnsupportedMediaType,
        OverCapacityException => StatusCodes.Status429TooManyRequests,
        StorageException => StatusCodes.Status503ServiceUnavailable,
        _ => FailureClassifier.Classify(reason) switch
        {
            FailureKind.ClientError => StatusCodes.Status400BadRequest,
            FailureKind.Transient => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        },
    };

    private static TimeSpan? RetryAfterOf(Exception reason) => reason switch
    {
        OverCapacityException full => full.RetryAfter,
        ModelUnavailableException unavailable => unavailable.RetryAfter,
        StorageException storage => storage.RetryAfter,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused with {Status}: {Sentence} (request {RequestId})")]
    private partial void LogRefused(Exception? cause, int status, string sentence, string requestId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The decoder said: {Said} (request {RequestId})")]
    private partial void LogDecoder(string said, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The request was cancelled (request {RequestId})")]
    private partial void LogCancelled(string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request broke (request {RequestId})")]
    private partial void LogBug(Exception reason, string requestId);
}
