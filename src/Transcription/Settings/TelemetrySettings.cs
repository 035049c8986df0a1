namespace Speech.Transcription.Settings;

/// <summary>Export of traces, metrics and logs; default off. The settings have the names of OpenTelemetry and Application
/// Insights.</summary>
public sealed record TelemetrySettings
{
    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, default none: the http or https address of an OTLP collector.</summary>
    public Uri? Otlp { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, default <c>grpc</c>: the protocol; or <c>http/protobuf</c>, where each signal has a
    /// path below
    /// the address.</summary>
    public bool OtlpOverHttp { get; init; }

    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, default none: the Application Insights resource.</summary>
    public Secret? ApplicationInsights { get; init; }

    /// <summary><c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>, default none: <c>Authorization=AAD</c> authenticates with the process's
    /// identity, and <c>ClientId=...</c> selects one of several; without it the connection string suffices.</summary>
    public bool UsesIdentity { get; init; }

    /// <summary>The client id, where there are several managed identities; null for the only one.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>TELEMETRY_TEXT</c>, default false: whether trace spans include the transcribed text. Audio is never exported.</summary>
    public bool IncludesText { get; init; }

    /// <summary>Whether any exporter is configured.</summary>
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
            IncludesText = from.Boolean("TELEMETRY_TEXT", false),
        };
    }

    private static Uri? ReadAddress(SettingsReader from)
    {
        if (from.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)) return address;
        from.AddFault($"OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address, not \"{text}\"");
        return null;
    }

    private static bool ReadProtocol(SettingsReader from)
    {
        var text = from.Text("OTEL_EXPORTER_OTLP_PROTOCOL");
        if (text is not (null or "grpc" or "http/protobuf"))
            from.AddFault($"OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf, not \"{text}\"");
        return text == "http/protobuf";
    }

    /// <summary>Checks the parts of the connection string; a fault does not quote it, since it contains the key.</summary>
    private static Secret? ReadApplicationInsights(SettingsReader from)
    {
        if (from.Text("APPLICATIONINSIGHTS_CONNECTION_STRING") is not { } text) return null;
        if (Parts(text).ContainsKey("InstrumentationKey")) return new Secret(text);
        from.AddFault("APPLICATIONINSIGHTS_CONNECTION_STRING must be the connection string "
            + "of an Application Insights resource, with its InstrumentationKey");
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
