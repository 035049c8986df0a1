using Speech.Transcription.Telemetry;

namespace Speech.Functions.Telemetry;

/// <summary>Records status and duration of requests to the routes that carry <see cref="MeasuredAttribute"/>.</summary>
internal sealed class RequestMetrics(SpeechTelemetry telemetry, TimeProvider time)
{
    /// <summary>The middleware of the web host.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Read first: the exception handler clears the endpoint of a request that failed.
        var isMeasured = context.GetEndpoint()?.Metadata.GetMetadata<MeasuredAttribute>() is not null;
        if (!isMeasured) await next(context);
        else await MeasureAsync(async () =>
        {
            await next(context);
            return context.Response.StatusCode;
        });
    }

    /// <param name="handleAsync">Handles one request and returns the response's status code.</param>
    public async Task MeasureAsync(Func<Task<int>> handleAsync)
    {
        var started = time.GetTimestamp();
        telemetry.RecordRequest(await handleAsync(), time.GetElapsedTime(started));
    }
}

/// <summary>Marks a route whose requests are counted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MeasuredAttribute : Attribute;
