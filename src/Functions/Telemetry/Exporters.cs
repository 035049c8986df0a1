using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;

namespace Speech.Functions.Telemetry;

/// <summary>Sends traces, metrics and logs to where the settings say.</summary>
internal static class Exporters
{
    private const string ServiceName = "speech-endpoint";

    // What the endpoint, the web server and the runtime tell of themselves; none of them tells what was said.
    private static readonly string[] Meters = [SpeechTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
    private static readonly string[] Sources = [SpeechTelemetry.Name, "Microsoft.AspNetCore"];

    public static void AddExporters(this IServiceCollection services, TelemetrySettings settings)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithTracing(traces => traces.AddSource(Sources))
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithLogging(_ => { }, logs => logs.IncludeFormattedMessage = true);
        if (settings.Otlp is { } collector)
            telemetry.UseOtlpExporter(settings.OtlpOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc, collector);
        if (settings.ApplicationInsights is { } insights)
            telemetry.UseAzureMonitorExporter(options => Configure(options, insights, settings));
    }

    private static void Configure(AzureMonitorExporterOptions options, Secret insights, TelemetrySettings settings)
    {
        options.ConnectionString = insights.Reveal();
        // A connection of its own to the portal, for as long as the process lives.
        options.EnableLiveMetrics = false;
        // All of them, as the other receiver has them: seconds of work behind each make them few.
        (options.TracesPerSecond, options.SamplingRatio) = (null, 1);
        if (settings.UsesIdentity) options.Credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId });
    }
}
