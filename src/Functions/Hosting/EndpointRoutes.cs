using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Speech.Functions.Documentation;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Jobs;
using Speech.Functions.OpenAI;
using Speech.Functions.Predict;
using Speech.Functions.Realtime;
using Speech.Functions.Security;
using Speech.Functions.Telemetry;
using Speech.Whisper;

namespace Speech.Functions.Hosting;

/// <summary>The routes of the endpoint.</summary>
internal static class EndpointRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapEndpoints(this IEndpointRouteBuilder routes)
    {
        MapTranscription(routes, "/", "transcribe");
        MapTranscription(routes, "/predict", "predict");
        MapOpenAI(routes);
        MapJobs(routes);
        MapHealth(routes);
        routes.MapMethods("/", Reading, ([FromServices] HomeEndpoint home, HttpRequest request) => home.Handle(request))
            .WithName("home").AddOpenApiOperationTransformer(HomeOperation.DescribeAsync);
        routes.MapMethods("/page/{file}", Reading, ([FromServices] HomeEndpoint home, HttpRequest request, string file)
            => home.HandleFile(request, file)).ExcludeFromDescription();
    }

    private static void MapTranscription(IEndpointRouteBuilder routes, string route, string name) => routes
        .MapPost(route, ([FromServices] PredictEndpoint predict, HttpRequest request, CancellationToken cancellationToken)
            => predict.HandleAsync(request, cancellationToken))
        .RequireAuthorization(ApiToken.Policy).WithMetadata(new MeasuredAttribute())
        .WithName(name).AddOpenApiOperationTransformer(TranscriptionOperation.DescribeAsync);

    private static void MapOpenAI(IEndpointRouteBuilder routes)
    {
        foreach (var task in new[] { SpeechTask.Transcribe, SpeechTask.Translate })
            routes.MapPost(RouteOf(task), ([FromServices] OpenAIEndpoint openAI, HttpRequest request,
                    CancellationToken cancellationToken) => openAI.HandleAsync(request, task, cancellationToken))
                .RequireAuthorization(ApiToken.Policy).WithMetadata(new MeasuredAttribute())
                .WithName(task is SpeechTask.Translate ? "createTranslation" : "createTranscription")
                .AddOpenApiOperationTransformer(OpenAIOperations.DescribeAudioAsync);
        routes.MapMethods("/v1/models", Reading, ([FromServices] OpenAIModels models) => models.List())
            .RequireAuthorization(ApiToken.Policy).WithName("listModels")
            .AddOpenApiOperationTransformer(OpenAIOperations.DescribeModelsAsync);
        // A name of the Hub has a slash, which clients encode or not.
        routes.MapMethods("/v1/models/{**id}", Reading, ([FromServices] OpenAIModels models, HttpRequest request) => models.Get(request))
            .RequireAuthorization(ApiToken.Policy).WithName("getModel")
            .AddOpenApiOperationTransformer(OpenAIOperations.DescribeModelAsync);
        routes.MapMethods("/v1/realtime", [HttpMethods.Get, HttpMethods.Connect], Realtime(routes))
            .RequireAuthorization(ApiToken.Policy).ExcludeFromDescription();
    }

    private static string RouteOf(SpeechTask task) => task is SpeechTask.Translate ? "/v1/audio/translations" : "/v1/audio/transcriptions";

    private static RequestDelegate Realtime(IEndpointRouteBuilder routes)
    {
        var pipeline = routes.CreateApplicationBuilder();
        // Without a timeout: an answer to a ping lies behind audio that is not read while the client has to wait. Who has gone is idle.
        pipeline.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        pipeline.Run(async context =>
        {
            var endpoint = context.RequestServices.GetRequiredService<RealtimeEndpoint>();
            await (await endpoint.HandleAsync(context)).ExecuteAsync(context);
        });
        return pipeline.Build();
    }

    private static void MapJobs(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/jobs/{id}", Reading, ([FromServices] JobsEndpoint jobs, string id, CancellationToken cancellationToken)
                => jobs.GetAsync(id, cancellationToken))
            .RequireAuthorization(ApiToken.Policy).WithName("getJob").AddOpenApiOperationTransformer(JobOperations.DescribeGetAsync);
        routes.MapGet("/jobs/{id}/events", ([FromServices] JobsEndpoint jobs, string id, HttpContext context,
                CancellationToken cancellationToken) => jobs.StreamAsync(id, context, cancellationToken))
            .RequireAuthorization(ApiToken.Policy).WithName("getJobEvents")
            .AddOpenApiOperationTransformer(JobOperations.DescribeEventsAsync);
        routes.MapDelete("/jobs/{id}", ([FromServices] JobsEndpoint jobs, string id, CancellationToken cancellationToken)
                => jobs.DeleteAsync(id, cancellationToken))
            .RequireAuthorization(ApiToken.Policy).WithName("deleteJob").AddOpenApiOperationTransformer(JobOperations.DescribeDeleteAsync);
    }

    private static void MapHealth(IEndpointRouteBuilder routes)
    {
        foreach (var (route, name) in new[] { ("/health", "health"), ("/health/ready", "ready") })
            routes.MapMethods(route, Reading, ([FromServices] HealthEndpoint health, CancellationToken cancellationToken)
                    => health.CheckReadinessAsync(cancellationToken))
                .WithName(name).AddOpenApiOperationTransformer(HealthOperations.DescribeReadinessAsync);
        routes.MapMethods("/health/live", Reading, ([FromServices] HealthEndpoint health, CancellationToken cancellationToken)
                => health.CheckLivenessAsync(cancellationToken))
            .WithName("live").AddOpenApiOperationTransformer(HealthOperations.DescribeLivenessAsync);
    }
}
