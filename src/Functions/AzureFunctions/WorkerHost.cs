using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Speech.Functions.Hosting;
using Speech.Storage.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.AzureFunctions;

/// <summary>The endpoint as an isolated worker of the functions host, which starts this program, forwards HTTP requests to it and calls
/// its functions over gRPC.</summary>
internal static class WorkerHost
{
    /// <summary>The argument by which the functions host passes its own address.</summary>
    private const string HostAddress = "--functions-uri";

    /// <summary>Whether the functions host has started this process.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsWorker(IEnumerable<string> args) => args.Contains(HostAddress);

    /// <summary>Registers what the blob function calls.</summary>
    /// <param name="services">The services of the host, with those of the endpoint and the storage.</param>
    public static IServiceCollection AddTriggeredBlobs(this IServiceCollection services)
        => services.AddSingleton<TriggeredBlobs>().AddHostedService(provider => provider.GetRequiredService<TriggeredBlobs>());

    /// <summary>Makes the web server, which must be registered, accept connections until the process ends.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRequestDraining(this IServiceCollection services)
    {
        var server = services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType!;
        return services.AddSingleton<IServer>(provider => new DrainedServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server), provider.GetRequiredService<RunningRequests>()));
    }

    /// <summary>Runs until the functions host ends the process.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 1 where a setting is invalid.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        return HostRunner.RunAsync(builder.Configuration, BlobFunction.Container, async () =>
        {
            builder.Services.AddEndpoint(builder.Configuration, BlobFunction.Container).AddSingleton<EmbeddedApiReference>();
            if (SettingsBinder.Bind<StorageOptions>(builder.Configuration).IsConfigured) builder.Services.AddTriggeredBlobs();
            builder.Services.AddRequestDraining();
            // The endpoint limits bodies itself, with an answer that says so. The server would only cut the connection, and the functions
            // host would answer for it.
            builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
            // The functions host takes the output of the process into its log. What is logged outside of an invocation comes by no other
            // way: it drops such messages of its protocol.
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            using var host = builder.Build();
            await host.RunAsync();
        });
    }
}
