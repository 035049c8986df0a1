using System.ComponentModel.DataAnnotations;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>The exporters of traces, metrics and logs; none by default. The settings have the names that OpenTelemetry and
/// Application Insights define.</summary>
public sealed record TelemetryOptions
{
    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, default none: the HTTP or HTTPS address of an OTLP collector.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [HttpAddress]
    public string? OtlpEndpoint { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, default <c>grpc</c>, <c>grpc</c> or <c>http/protobuf</c>: the protocol of the
    /// collector; with <c>http/protobuf</c>, each signal has its own path under the address.</summary>
    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_PROTOCOL")]
    [AllowedValues("grpc", "http/protobuf", ErrorMessage = "{0} must be grpc or http/protobuf")]
    public string OtlpProtocol { get; init; } = "grpc";

    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, default none: the Application Insights resource.</summary>
    [ConfigurationKeyName("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [ApplicationInsightsConnectionString]
    public Secret? ApplicationInsights { get; init; }

    /// <summary><c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>, default none: <c>Authorization=AAD</c> authenticates to
    /// Application Insights with the process's identity, selected by <c>ClientId=...</c> where there are several; without it the
    /// connection string suffices.</summary>
    [ConfigurationKeyName("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")]
    public string? AuthenticationString { get; init; }

    /// <summary><c>TELEMETRY_TEXT</c>, default false: whether spans contain the transcribed text. Audio is never sent.</summary>
    [ConfigurationKeyName("TELEMETRY_TEXT")]
    public bool IncludesText { get; init; }

    /// <summary>The address of the collector; null for none.</summary>
    public Uri? Otlp => OtlpEndpoint is null ? null : new Uri(OtlpEndpoint);

    /// <summary>Whether the collector is addressed over HTTP instead of gRPC.</summary>
    public bool OtlpOverHttp => OtlpProtocol == "http/protobuf";

    /// <summary>Whether the process authenticates to Application Insights with its identity.</summary>
    public bool UsesIdentity => KeyValueText.Parse(AuthenticationString).GetValueOrDefault("Authorization") == "AAD";

    /// <summary>The client id of the managed identity for Application Insights; null where there is only one.</summary>
    public string? ClientId => KeyValueText.Parse(AuthenticationString).GetValueOrDefault("ClientId");

    /// <summary>Whether at least one exporter is configured.</summary>
    public bool IsConfigured => OtlpEndpoint is not null || ApplicationInsights is not null;
}
