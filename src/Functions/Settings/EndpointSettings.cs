using Speech.Hub;
using Speech.Hub.Settings;
using Speech.Storage;
using Speech.Transcription.Settings;
using Speech.Whisper;

namespace Speech.Functions.Settings;

/// <summary>All settings of the endpoint, read and validated once, at start.</summary>
/// <param name="Models">The models.</param>
/// <param name="Hub">Access to the Hub: <c>HF_TOKEN</c>, <c>HF_HOME</c>, <c>HF_ENDPOINT</c>, <c>HF_HUB_OFFLINE</c> and their
/// variants.</param>
public sealed record EndpointSettings(ModelSettings Models, HubOptions Hub)
{
    /// <summary>Threads, batch size, precision and device of the networks.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary><c>GUARDS</c> and the thresholds: temperature fallback, which keeps hallucinated text out of silence and music; default
    /// on.</summary>
    public FallbackOptions Fallback { get; init; } = new();

    /// <summary>Limits on requests.</summary>
    public CapacitySettings Capacity { get; init; } = new();

    /// <summary>The storage account of blobs and jobs; default none.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>Processing of blobs and jobs.</summary>
    public BackgroundSettings Background { get; init; } = new();

    /// <summary>Audio by URL; default off.</summary>
    public UrlInputSettings UrlInput { get; init; } = new();

    /// <summary>Export of traces, metrics and logs; default off.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the bearer token that requests must have.</summary>
    public Secret? ApiToken { get; init; }

    /// <summary>Reads and validates every setting.</summary>
    /// <param name="get">Returns the text of a setting by name, null when it is unset; usually an environment variable.</param>
    /// <param name="folderExists">Whether a model of this name is a local folder or built in; asks the file system by default.</param>
    /// <exception cref="SettingsException">At least one setting is missing or invalid; it lists all of them.</exception>
    public static EndpointSettings Read(Func<string, string?> get, Func<string, bool>? folderExists = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        var from = new SettingsReader(get);
        var models = ModelSettings.Read(from, folderExists ?? Directory.Exists);
        var hub = HubVariables.Read(from);
        var compute = ComputeSettings.Read(from);
        var fallback = FallbackSettings.Read(from);
        var capacity = CapacitySettings.Read(from);
        var storage = StorageSettings.Read(from);
        var background = BackgroundSettings.Read(from, storage);
        var urlInput = UrlInputSettings.Read(from);
        var telemetry = TelemetrySettings.Read(from);
        var token = from.Secret("API_TOKEN");
        from.ThrowIfFaulty();
        return new EndpointSettings(models, hub!)
        {
            Compute = compute, Fallback = fallback, Capacity = capacity, Storage = storage, Background = background, UrlInput = urlInput,
            Telemetry = telemetry, ApiToken = token,
        };
    }
}
