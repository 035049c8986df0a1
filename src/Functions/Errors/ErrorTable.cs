using Speech.Audio.Errors;
using Speech.Storage;
using Speech.Storage.Jobs;
using Speech.Transcription.Failures;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;

namespace Speech.Functions.Errors;

/// <summary>The single mapping from exceptions to status codes and messages.</summary>
internal sealed partial class ErrorTable(ILogger<ErrorTable> logger, TimeProvider time)
{
    /// <summary>The header with the id of the request in the log.</summary>
    public const string RequestIdHeader = "x-request-id";

    private static readonly TimeSpan DecoderRetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>The first row whose type matches gives the status; without one, the class of the failure does.</summary>
    private static readonly (Type Type, int Status)[] Rows =
    [
        (typeof(InvalidBodyException), StatusCodes.Status400BadRequest),
        (typeof(InvalidFieldException), StatusCodes.Status400BadRequest),
        (typeof(UnauthorizedException), StatusCodes.Status401Unauthorized),
        (typeof(JobNotFoundException), StatusCodes.Status404NotFound),
        (typeof(UploadTooSlowException), StatusCodes.Status408RequestTimeout),
        (typeof(BodyTooLargeException), StatusCodes.Status413PayloadTooLarge),
        (typeof(WorkLimitException), StatusCodes.Status413PayloadTooLarge),
        (typeof(AudioTooLongException), StatusCodes.Status413PayloadTooLarge),
        (typeof(AudioTooLargeException), StatusCodes.Status413PayloadTooLarge),
        (typeof(UnsupportedContentTypeException), StatusCodes.Status415UnsupportedMediaType),
        (typeof(UnsupportedContentCodingException), StatusCodes.Status415UnsupportedMediaType),
        (typeof(OverCapacityException), StatusCodes.Status429TooManyRequests),
        (typeof(TooManyJobsException), StatusCodes.Status429TooManyRequests),
        (typeof(HostStoppingException), StatusCodes.Status503ServiceUnavailable),
        (typeof(StorageException), StatusCodes.Status503ServiceUnavailable),
        (typeof(AudioDecoderCrashedException), StatusCodes.Status503ServiceUnavailable),
        (typeof(AudioTimeLimitException), StatusCodes.Status503ServiceUnavailable),
    ];

    private readonly RejectionLog _overCapacity = new(time);

    /// <summary>Every status that the table can give.</summary>
    public static IReadOnlyList<int> Statuses { get; } =
    [
        .. Rows.Select(row => row.Status).Append(StatusCodes.Status499ClientClosedRequest).Append(StatusCodes.Status500InternalServerError)
            .Distinct().Order(),
    ];

    /// <summary>The response to a failed request; logs the failure.</summary>
    /// <param name="context">The request that failed.</param>
    /// <param name="exception">The failure.</param>
    public IResult ToResult(HttpContext context, Exception exception)
    {
        // That the client has disconnected explains any exception.
        if (context.RequestAborted.IsCancellationRequested)
        {
            LogCancelled(context.TraceIdentifier);
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
        return Report(context, exception).ToResult(context.Request);
    }

    /// <summary>What a failed request reports to its client; logs the failure.</summary>
    /// <param name="context">The request that failed.</param>
    /// <param name="exception">The failure.</param>
    public EndpointError Report(HttpContext context, Exception exception)
    {
        var requestId = context.TraceIdentifier;
        var (status, cause) = (StatusOf(exception), CauseOf(exception));
        var error = LogText.Escape(exception.Message);
        if (status == StatusCodes.Status500InternalServerError) LogFailed(exception, requestId);
        else if (exception is not OverCapacityException) LogRejected(cause, status, error, requestId);
        else if (_overCapacity.ShouldLog(out var leftOut)) LogOverCapacity(error, requestId, leftOut);
        LogDecoder(exception, requestId);
        var message = status == StatusCodes.Status500InternalServerError
            ? $"Internal error; the log has the details under the request id {requestId}"
            : exception.Message;
        return new(status, message, (exception as InvalidFieldException)?.Field) { RetryAfter = RetryAfterOf(exception) };
    }

    private static int StatusOf(Exception exception)
        => Array.Find(Rows, row => row.Type.IsInstanceOfType(exception)) is { Type: not null } found ? found.Status
            // The web server found a fault in the body while it was read, such as a malformed chunk, or it came too slowly.
            : exception is BadHttpRequestException malformed ? malformed.StatusCode
            : FailureClassifier.Classify(exception) switch
            {
                FailureKind.ClientError => StatusCodes.Status400BadRequest,
                FailureKind.Transient => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            };

    /// <summary>The cause of an exception whose message omits it, for the log.</summary>
    private static Exception? CauseOf(Exception exception)
        => exception is AudioException or StorageException ? exception.InnerException : null;

    /// <summary>Logs the output of a failed decoder: what it says about the audio on a lower level than failures of the server.</summary>
    private void LogDecoder(Exception exception, string requestId)
    {
        var output = LogText.Escape((exception as UndecodableAudioException)?.Diagnostics ?? "");
        if (output.Length > 0) LogDecoderOutput(output, requestId);
        var failure = LogText.Escape((exception as AudioDecoderCrashedException)?.Diagnostics
            ?? (exception as AudioDecoderFailedException)?.Diagnostics ?? "");
        if (failure.Length > 0) LogDecoderFailure(failure, requestId);
    }

    private static TimeSpan? RetryAfterOf(Exception exception) => exception switch
    {
        OverCapacityException capacity => capacity.RetryAfter,
        ModelUnavailableException unavailable => unavailable.RetryAfter,
        TooManyJobsException jobs => jobs.RetryAfter,
        HostStoppingException stopping => stopping.RetryAfter,
        StorageException storage => storage.RetryAfter,
        AudioException when StatusOf(exception) is StatusCodes.Status503ServiceUnavailable => DecoderRetryAfter,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audio decoder failed: {Output} (request {RequestId})")]
    private partial void LogDecoderFailure(string output, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rejected with {Status}: {Error} (request {RequestId})")]
    private partial void LogRejected(Exception? cause, int status, string error, string requestId);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Rejected with 429: {Error} (request {RequestId}; {LeftOut} more since the last such line)")]
    private partial void LogOverCapacity(string error, string requestId, long leftOut);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Output of the audio decoder: {Output} (request {RequestId})")]
    private partial void LogDecoderOutput(string output, string requestId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The request was cancelled (request {RequestId})")]
    private partial void LogCancelled(string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request failed (request {RequestId})")]
    private partial void LogFailed(Exception exception, string requestId);
}
