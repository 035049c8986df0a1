using Microsoft.AspNetCore.Server.Kestrel.Core;
using Speech.Functions.Errors;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Jobs;
using Speech.Functions.Predict;
using Speech.Functions.Settings;
using Speech.Storage.Hosting;

namespace Speech.Functions.Hosting;

/// <summary>The plain web host around the endpoint.</summary>
internal static class LocalHost
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Builds the host; it does not listen yet.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, EndpointSettings settings)
    {
        builder.Services.AddEndpoint(settings).AddSingleton<ErrorShape>();
        if (settings.Models.Warmup) builder.Services.AddHostedService<WarmupService>();
        // Who has no trigger looks for himself: for what the inbox holds, and for what jobs have left.
        if (settings.Storage.IsConfigured && settings.Background.InboxPause > TimeSpan.Zero)
            builder.Services.AddInboxPolling().AddJobCleanup();
        builder.WebHost.ConfigureKestrel(options => Limit(options, settings.Capacity));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var app = builder.Build();
        app.UseMiddleware<ErrorShape>();
        Map(app);
        return app;
    }

    private static void Map(WebApplication app)
    {
        foreach (var route in new[] { "/", "/predict" })
            app.MapPost(route, (HttpRequest request, PredictEndpoint predict) => predict.HandleAsync(request));
        app.MapMethods("/", Reading, (HttpRequest request, HomeEndpoint home) => home.Handle(request));
        app.MapMethods("/jobs/{id}", Reading, (HttpRequest request, string id, JobsEndpoint jobs) => jobs.GetAsync(request, id));
        app.MapDelete("/jobs/{id}", (HttpRequest request, string id, JobsEndpoint jobs) => jobs.DeleteAsync(request, id));
        app.MapMethods("/health", Reading, (HealthEndpoint health) => health.Handle());
    }

    private static void Limit(KestrelServerOptions options, CapacitySettings capacity)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = capacity.MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // A body holds a permit while it arrives: the server's default of 240 bytes a second would let a few idlers hold them all.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
