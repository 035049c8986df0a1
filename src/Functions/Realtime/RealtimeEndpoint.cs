using Microsoft.Extensions.Options;
using Speech.Functions.Errors;
using Speech.Functions.OpenAI;
using Speech.Functions.Options;
using Speech.Transcription.Live;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;

namespace Speech.Functions.Realtime;

/// <summary><c>GET /v1/realtime</c>: OpenAI's realtime API over a WebSocket, for transcription.</summary>
internal sealed class RealtimeEndpoint(
    LiveTranscriptionFactory transcriptions, ParameterReader parameters, OpenAIModels models, ErrorTable errors,
    IOptions<RealtimeOptions> limits, IOptions<CrossOriginOptions> origins, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Answers where there are no WebSockets.</summary>
    public static IResult NotImplemented(HttpRequest request) => new EndpointError(
        StatusCodes.Status501NotImplemented, "The functions host has no WebSockets: use the plain host for /v1/realtime").ToResult(request);

    private static readonly TimeSpan SessionRetryAfter = TimeSpan.FromSeconds(10);

    private readonly RealtimeSettingsReader _reader = new(parameters);
    private int _sessions;

    /// <summary>Runs a session.</summary>
    /// <exception cref="Exception">Before the connection is accepted, any that <see cref="ErrorTable"/> maps to a status.</exception>
    public async Task<IResult> HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return Refuse(context, StatusCodes.Status426UpgradeRequired, "This route is a WebSocket: send an Upgrade header");
        if (!IsAllowedOrigin(context.Request))
            return Refuse(context, StatusCodes.Status403Forbidden, "Pages of this origin are not allowed: see CORS_ORIGINS");
        try
        {
            if (Interlocked.Increment(ref _sessions) > limits.Value.MaxSessions)
                throw new OverCapacityException($"{limits.Value.MaxSessions} live sessions are open", SessionRetryAfter);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await RunAsync(context, ending.Token);
            return Results.Empty;
        }
        finally
        {
            Interlocked.Decrement(ref _sessions);
        }
    }

    private async Task RunAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var settings = new RealtimeSettings { Live = new() { MaxBufferSeconds = limits.Value.MaxBufferSeconds } };
        await using var live = await transcriptions.CreateAsync(settings.Live, cancellationToken);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(RealtimeProtocol.Select(context.WebSockets));
        using var session = new RealtimeSession(
            socket, live, settings, _reader, models.Name, limits.Value, exception => errors.Report(context, exception), time);
        await session.RunAsync(cancellationToken);
    }

    /// <summary>Browsers let any page open a WebSocket, so the origin is checked here. Programs send none.</summary>
    private bool IsAllowedOrigin(HttpRequest request)
        => request.Headers.Origin.ToString() is var origin
            && (origin.Length == 0 || origins.Value.Origins.Contains(origin)
                || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value));

    private static IResult Refuse(HttpContext context, int status, string message)
        => new EndpointError(status, message).ToResult(context.Request);
}
