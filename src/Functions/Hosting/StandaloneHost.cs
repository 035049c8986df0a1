using Microsoft.AspNetCore.Server.Kestrel.Core;
using Speech.Functions.Documentation;
using Speech.Functions.Errors;
using Speech.Functions.Settings;
using Speech.Functions.Telemetry;
using Speech.Storage.Hosting;

namespace Speech.Functions.Hosting;

/// <summary>The endpoint as a plain ASP.NET Core application, without the functions host.</summary>
internal static class StandaloneHost
{
    /// <summary>Builds the application without starting it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, EndpointSettings settings)
    {
        builder.Services.AddEndpoint(settings).AddApiDocument().AddExceptionHandler<EndpointExceptionHandler>();
        if (settings.Models.Warmup) builder.Services.AddHostedService<WarmupService>();
        // No trigger here: poll the inbox for new blobs, and delete expired jobs.
        if (settings.Storage.IsConfigured && settings.Background.InboxPause > TimeSpan.Zero)
            builder.Services.AddInboxPolling().AddJobCleanup();
        builder.WebHost.ConfigureKestrel(options => ConfigureLimits(options, settings.Capacity));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var app = builder.Build();
        // Outermost, so that the recorded status is the one that was sent.
        app.Use(app.Services.GetRequiredService<RequestMetrics>().InvokeAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
        app.UseStatusCodePages(RoutingErrors.WriteBodyAsync);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapEndpoints();
        app.MapApiReference();
        return app;
    }

    private static void ConfigureLimits(KestrelServerOptions options, CapacitySettings capacity)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = capacity.MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // A request holds a permit while its body arrives: at the default of 240 bytes per second, a few slow clients could hold them all.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));
    }
}
