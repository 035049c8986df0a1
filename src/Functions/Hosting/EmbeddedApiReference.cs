using Speech.Functions.Documentation;

namespace Speech.Functions.Hosting;

/// <summary>Serves the OpenAPI document and its page where the routes of the endpoint are functions, which have no metadata to describe
/// them by. An application that has the routes of <see cref="EndpointRoutes"/> but never starts handles the requests.</summary>
internal sealed class EmbeddedApiReference : IAsyncDisposable
{
    private readonly Lazy<(WebApplication App, RequestDelegate Pipeline)> _application = new(Build);

    /// <summary>Handles a request for <c>/openapi/v1.json</c>, <c>/docs</c> or an asset of the page.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var (app, pipeline) = _application.Value;
        var (services, endpoint) = (context.RequestServices, context.GetEndpoint());
        await using var scope = app.Services.CreateAsyncScope();
        (context.RequestServices, var routeValues) = (scope.ServiceProvider, context.Request.RouteValues);
        try
        {
            // Routing leaves a request alone that has an endpoint already.
            context.SetEndpoint(null);
            await pipeline(context);
        }
        finally
        {
            context.SetEndpoint(endpoint);
            context.Request.RouteValues = routeValues;
            context.RequestServices = services;
        }
    }

    public ValueTask DisposeAsync() => _application.IsValueCreated ? _application.Value.App.DisposeAsync() : ValueTask.CompletedTask;

    private static (WebApplication App, RequestDelegate Pipeline) Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        // The host logs the requests already.
        builder.Logging.ClearProviders();
        builder.Services.AddApiDocument();
        var app = builder.Build();
        app.MapEndpoints();
        app.MapApiReference();
        app.UseRouting();
        app.UseEndpoints(_ => { });
        return (app, ((IApplicationBuilder)app).Build());
    }
}
