using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Jobs;
using Speech.Functions.Predict;

namespace Speech.Functions.AzureFunctions;

/// <summary>The routes of the endpoint as functions. Keys of the functions host are not asked for: the endpoint has its own token.</summary>
/// <param name="services">Holds the endpoints, which are no part of what this assembly shows.</param>
public sealed class HttpFunctions(IServiceProvider services)
{
    /// <summary>The empty path, which a route can only match as a parameter that has no letters.</summary>
    private const string Root = "{ignored:maxlength(0)?}";

    /// <summary><c>POST /</c>: audio in, timed text out.</summary>
    [Function("Transcribe")]
    public Task<IResult> TranscribeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Root)] HttpRequest request, CancellationToken stopping)
        => services.GetRequiredService<PredictEndpoint>().HandleAsync(request, stopping);

    /// <summary><c>POST /predict</c>: the same.</summary>
    [Function("Predict")]
    public Task<IResult> PredictAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "predict")] HttpRequest request, CancellationToken stopping)
        => services.GetRequiredService<PredictEndpoint>().HandleAsync(request, stopping);

    /// <summary><c>GET /</c>: the page, or <c>OK</c>.</summary>
    [Function("Home")]
    public IResult Home([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Root)] HttpRequest request)
        => services.GetRequiredService<HomeEndpoint>().Handle(request);

    /// <summary><c>GET /health</c>: whether the models work.</summary>
    [Function("Health")]
    public IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request)
        => services.GetRequiredService<HealthEndpoint>().Handle();

    /// <summary><c>GET /jobs/{id}</c>: state and progress of a job, then its result.</summary>
    [Function("Job")]
    public Task<IResult> JobAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "jobs/{id}")] HttpRequest request, CancellationToken stopping)
        => services.GetRequiredService<JobsEndpoint>().GetAsync(request, IdOf(request), stopping);

    /// <summary><c>DELETE /jobs/{id}</c>: calls a job off.</summary>
    [Function("CancelJob")]
    public Task<IResult> CancelJobAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobs/{id}")] HttpRequest request, CancellationToken stopping)
        => services.GetRequiredService<JobsEndpoint>().DeleteAsync(request, IdOf(request), stopping);

    /// <summary>From the worker's own routing: a parameter of the function would depend on what the functions host sends beside the request.</summary>
    private static string IdOf(HttpRequest request) => (string)request.RouteValues["id"]!;
}
