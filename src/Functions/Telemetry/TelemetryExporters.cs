using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Speech.Functions.Options;
using Speech.Transcription.Options;
using Speech.Transcription.Telemetry;

namespace Speech.Functions.Telemetry;

/// <summary>Exports traces, metrics and logs to the configured receivers.</summary>
internal static class TelemetryExporters
{
    private const string ServiceName = "speech-endpoint";

    // The meters and activity sources of the endpoint, the web server and the runtime; none of them carries transcripts.
    private static readonly string[] Meters =
        [SpeechTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
    private static readonly string[] Sources = [SpeechTelemetry.Name, "Microsoft.AspNetCore"];

    public static void AddTelemetryExporters(this IServiceCollection services, TelemetryOptions settings)
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

    private static void Configure(AzureMonitorExporterOptions options, Secret insights, TelemetryOptions settings)
    {
        options.ConnectionString = insights.Reveal();
        // Live metrics hold a separate connection to the portal for the lifetime of the process.
        options.EnableLiveMetrics = false;
        // No sampling, as with OTLP: each trace stands for seconds of work, so there are few.
        (options.TracesPerSecond, options.SamplingRatio) = (null, 1);
        if (!settings.UsesIdentity) return;
        options.Credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.ClientId });
    }
}
