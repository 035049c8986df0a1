using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Hosting;
using Speech.Functions.Jobs;
using Speech.Functions.OpenAI;
using Speech.Functions.Predict;
using Speech.Functions.Realtime;
using Speech.Whisper;

namespace Speech.Functions.AzureFunctions;

/// <summary>The routes of the endpoint as functions. They need no key of the functions host: the endpoint has a token of its own.</summary>
/// <param name="services">Resolves the endpoint classes, which are internal and so cannot be parameters of this constructor.</param>
public sealed class HttpFunctions(IServiceProvider services)
{
    /// <summary>The empty path: a route template cannot be empty, so it is an optional parameter of length zero.</summary>
    private const string Root = "{ignored:maxlength(0)?}";

    private readonly FunctionPipeline _pipeline = new(services);

    /// <summary><c>POST /</c>: transcribes the audio of the body.</summary>
    [Function("Transcribe")]
    public Task<IResult> TranscribeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Root)] HttpRequest request, CancellationToken stoppingToken)
        => PredictAsync(request, stoppingToken);

    /// <summary><c>POST /predict</c>: transcribes the audio of the body.</summary>
    [Function("Predict")]
    public Task<IResult> PredictAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "predict")] HttpRequest request, CancellationToken stoppingToken)
        => _pipeline.RunMeasuredAsync(request, token => Get<PredictEndpoint>().HandleAsync(request, token), stoppingToken);

    /// <summary><c>POST /v1/audio/transcriptions</c>: transcribes the audio as OpenAI's API does.</summary>
    [Function("OpenAITranscription")]
    public Task<IResult> CreateTranscriptionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/audio/transcriptions")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunMeasuredAsync(
            request, token => Get<OpenAIEndpoint>().HandleAsync(request, SpeechTask.Transcribe, token), stoppingToken);

    /// <summary><c>POST /v1/audio/translations</c>: translates the audio to English as OpenAI's API does.</summary>
    [Function("OpenAITranslation")]
    public Task<IResult> CreateTranslationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/audio/translations")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunMeasuredAsync(
            request, token => Get<OpenAIEndpoint>().HandleAsync(request, SpeechTask.Translate, token), stoppingToken);

    /// <summary><c>GET /v1/models</c>: the model that is loaded.</summary>
    [Function("OpenAIModels")]
    public Task<IResult> ListModelsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/models")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: true, _ => Task.FromResult(Get<OpenAIModels>().List()), stoppingToken);

    /// <summary><c>GET /v1/models/{id}</c>: the same model by its name.</summary>
    [Function("OpenAIModel")]
    public Task<IResult> GetModelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "v1/models/{*id}")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: true, _ => Task.FromResult(Get<OpenAIModels>().Get(request)), stoppingToken);

    /// <summary><c>GET /v1/realtime</c>: 501, since the functions host has no WebSockets.</summary>
    [Function("Realtime")]
    public Task<IResult> RealtimeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/realtime")] HttpRequest request, CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: true, _ => Task.FromResult(RealtimeEndpoint.NotImplemented(request)), stoppingToken);

    /// <summary><c>GET /</c>: the page for a browser, <c>OK</c> for a program.</summary>
    [Function("Home")]
    public IResult Home([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Root)] HttpRequest request)
        => Get<HomeEndpoint>().Handle(request);

    /// <summary><c>GET /page/{file}</c>: the files of the page.</summary>
    [Function("PageFile")]
    public IResult PageFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "page/{file}")] HttpRequest request)
        => Get<HomeEndpoint>().HandleFile(request, (string)request.RouteValues["file"]!);

    /// <summary><c>GET /health</c>: whether the models work.</summary>
    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request, CancellationToken stoppingToken)
        => ReadyAsync(request, stoppingToken);

    /// <summary><c>GET /health/ready</c>: whether the models work.</summary>
    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/ready")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: false, Get<HealthEndpoint>().CheckReadinessAsync, stoppingToken);

    /// <summary><c>GET /health/live</c>: whether the process serves requests.</summary>
    [Function("HealthLive")]
    public Task<IResult> LiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/live")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: false, Get<HealthEndpoint>().CheckLivenessAsync, stoppingToken);

    /// <summary><c>GET /jobs/{id}</c>: state and progress of a job, then its result.</summary>
    [Function("Job")]
    public Task<IResult> JobAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "jobs/{id}")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: true, token => Get<JobsEndpoint>().GetAsync(JobId(request), token), stoppingToken);

    /// <summary><c>GET /jobs/{id}/events</c>: the same as a stream of events.</summary>
    [Function("JobEvents")]
    public Task<IResult> JobEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobs/{id}/events")] HttpRequest request,
        CancellationToken stoppingToken)
        => _pipeline.RunAsync(
            request, requiresToken: true, token => Get<JobsEndpoint>().StreamAsync(JobId(request), request.HttpContext, token),
            stoppingToken);

    /// <summary><c>DELETE /jobs/{id}</c>: cancels a job and deletes its result.</summary>
    [Function("CancelJob")]
    public Task<IResult> CancelJobAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/{id}")] HttpRequest request, CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: true, token => Get<JobsEndpoint>().DeleteAsync(JobId(request), token), stoppingToken);

    /// <summary><c>GET /openapi/v1.json</c>: the description of the API.</summary>
    [Function("OpenApi")]
    public Task<IResult> OpenApiAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi/v1.json")] HttpRequest request, CancellationToken stoppingToken)
        => DocsAsync(request, stoppingToken);

    /// <summary><c>GET /docs</c>: the page that renders the description, and its assets.</summary>
    [Function("Docs")]
    public Task<IResult> DocsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs/{*path}")] HttpRequest request, CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: false, async _ =>
        {
            await Get<EmbeddedApiReference>().HandleAsync(request.HttpContext);
            return Results.Empty;
        }, stoppingToken);

    /// <summary><c>OPTIONS</c> of any route: what a browser asks before a page of another origin may send a request (CORS).</summary>
    [Function("Preflight")]
    public Task<IResult> PreflightAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "{*path}")] HttpRequest request, CancellationToken stoppingToken)
        => _pipeline.RunAsync(request, requiresToken: false, _ => Task.FromResult(Results.NoContent()), stoppingToken);

    /// <summary>From the route values of ASP.NET Core: the worker would bind a parameter from the trigger's metadata instead.</summary>
    private static string JobId(HttpRequest request) => (string)request.RouteValues["id"]!;

    private T Get<T>() where T : class => services.GetRequiredService<T>();
}
