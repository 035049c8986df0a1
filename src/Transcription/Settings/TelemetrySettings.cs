namespace Speech.Transcription.Settings;

/// <summary>Where traces, metrics and logs are sent; by default nowhere. The names of its settings are those of OpenTelemetry and of Application Insights.</summary>
public sealed record TelemetrySettings
{
    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, default none: the http or https address of a collector that speaks OTLP.</summary>
    public Uri? Otlp { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, default <c>grpc</c>: how it is spoken to; or <c>http/protobuf</c>, under whose address each signal has a path.</summary>
    public bool OtlpOverHttp { get; init; }

    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, default none: the Application Insights to send to.</summary>
    public Secret? ApplicationInsights { get; init; }

    /// <summary><c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>, default none: <c>Authorization=AAD</c> enters Application Insights with the process's own
    /// identity, and <c>ClientId=...</c> tells which of several; without it the connection string is enough.</summary>
    public bool UsesIdentity { get; init; }

    /// <summary>Which of several managed identities enters Application Insights; null for the only one.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>TELEMETRY_TEXT</c>, default false: whether spans carry what was said. Audio is never sent.</summary>
    public bool IncludesText { get; init; }

    /// <summary>Whether anything is sent.</summary>
    public bool IsConfigured => Otlp is not null || ApplicationInsights is not null;

    internal static TelemetrySettings Read(SettingsReader from)
    {
        var authentication = Parts(from.Text("APPLICATIONINSIGHTS_AUTHENTICATION_STRING") ?? "");
        return new()
        {
            Otlp = ReadAddress(from),
            OtlpOverHttp = ReadProtocol(from),
            ApplicationInsights = ReadApplicationInsights(from),
            UsesIdentity = authentication.GetValueOrDefault("Authorization") == "AAD",
            ClientId = authentication.GetValueOrDefault("ClientId"),
            IncludesText = from.Flag("TELEMETRY_TEXT", false),
        };
    }

    private static Uri? ReadAddress(SettingsReader from)
    {
        if (from.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)) return address;
        from.Fault($"OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address, not \"{text}\"");
        return null;
    }

    private static bool ReadProtocol(SettingsReader from)
    {
        var text = from.Text("OTEL_EXPORTER_OTLP_PROTOCOL");
        if (text is not (null or "grpc" or "http/protobuf")) from.Fault($"OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf, not \"{text}\"");
        return text == "http/protobuf";
    }

    /// <summary>Its parts are looked at, its values are not told: one of them is the key.</summary>
    private static Secret? ReadApplicationInsights(SettingsReader from)
    {
        if (from.Text("APPLICATIONINSIGHTS_CONNECTION_STRING") is not { } text) return null;
        if (Parts(text).ContainsKey("InstrumentationKey")) return new Secret(text);
        from.Fault("APPLICATIONINSIGHTS_CONNECTION_STRING must be the connection string of an Application Insights, with its InstrumentationKey");
        return null;
    }

    private static Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (part.Split('=', 2) is [var name, var value]) parts[name] = value;
        return parts;
    }
}
