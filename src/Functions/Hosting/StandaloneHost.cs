using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Speech.Functions.Documentation;
using Speech.Functions.Errors;
using Speech.Functions.Options;
using Speech.Functions.Telemetry;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>The endpoint as a plain ASP.NET Core application, without the functions host.</summary>
internal static class StandaloneHost
{
    /// <summary>Runs until the process has to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 1 where a setting is invalid or the address is in use.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        // Without what the endpoint does not use, such as HTTP/3 and logging for debuggers, the host starts sooner.
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        return HostRunner.RunAsync(builder.Configuration, triggerContainer: null, async () =>
        {
            await using var app = Build(builder, builder.Configuration);
            await StartAsync(app);
            StartupMessage.Write(
                Console.Out, app.Urls, app.Services.GetRequiredService<IOptions<ModelOptions>>().Value,
                app.Services.GetRequiredService<IOptions<ApiTokenOptions>>().Value);
            await app.WaitForShutdownAsync();
        });
    }

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="settings">The settings, which must be valid.</param>
    public static WebApplication Build(WebApplicationBuilder builder, IConfiguration settings)
    {
        builder.Services.AddEndpoint(settings).AddApiDocument().AddExceptionHandler<EndpointExceptionHandler>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<RequestLimitOptions>>(ConfigureLimits);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var app = builder.Build();
        // Outermost, so that the recorded status is the one that was sent.
        app.Use(app.Services.GetRequiredService<RequestMetrics>().InvokeAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask });
        app.Use(RequestHeadLimits.InvokeAsync);
        app.UseStatusCodePages(RoutingErrors.WriteBodyAsync);
        // Before authentication: a preflight has no token.
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapEndpoints();
        app.MapApiReference();
        return app;
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new OptionsValidationException(
                WebHostDefaults.ServerUrlsKey, typeof(KestrelServerOptions),
                [$"{exception.Message} Another one: --urls http://localhost:5001, or ASPNETCORE_URLS."]);
        }
    }

    private static void ConfigureLimits(KestrelServerOptions options, IOptions<RequestLimitOptions> limits)
    {
        options.AddServerHeader = false;
        options.ConfigureEndpointDefaults(address => address.Use(ParseErrorBodies.Use));
        options.Limits.MaxConcurrentConnections = options.Limits.MaxConcurrentUpgradedConnections = limits.Value.MaxConnections;
        (options.Limits.MaxRequestLineSize, options.Limits.MaxRequestHeadersTotalSize)
            = (RequestHeadLimits.ServerTarget, RequestHeadLimits.ServerHeaders);
        options.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        // Also for bodies that are not read.
        options.Limits.MinRequestBodyDataRate = limits.Value.MinUploadRate is > 0 and var rate
            ? new MinDataRate(bytesPerSecond: Math.Min(4096, rate * 1024), gracePeriod: TimeSpan.FromSeconds(10)) : null;
    }
}
