using Speech.Hub.Settings;
using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>All settings of the endpoint, read and validated once, at start.</summary>
/// <param name="Models">Which models run.</param>
/// <param name="Hub">How the Hub is reached: <c>HF_TOKEN</c>, <c>HF_HOME</c>, <c>HF_ENDPOINT</c>, <c>HF_HUB_OFFLINE</c> and their kin.</param>
public sealed record EndpointSettings(ModelSettings Models, HubOptions Hub)
{
    /// <summary>How much of the machine the models may use.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary><c>GUARDS</c> and the thresholds: what keeps silence and music from becoming invented sentences; default on.</summary>
    public FallbackOptions Guards { get; init; } = new();

    /// <summary>What the endpoint takes on.</summary>
    public CapacitySettings Capacity { get; init; } = new();

    /// <summary>Where blobs and jobs are kept; by default nowhere.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>Blobs and jobs that are worked on beside the requests.</summary>
    public BackgroundSettings Background { get; init; } = new();

    /// <summary>Audio named by its URL; by default refused.</summary>
    public UrlInputSettings UrlInput { get; init; } = new();

    /// <summary>Where traces, metrics and logs are sent; by default nowhere.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the token that callers must bear.</summary>
    public Secret? ApiToken { get; init; }

    /// <summary>Reads every setting.</summary>
    /// <param name="get">The text of a setting by its name, null when it is unset: an environment, most often.</param>
    /// <param name="folderExists">Whether a model of this name is on this machine already, as a folder or with the program; asks the file system by default.</param>
    /// <exception cref="SettingsException">At least one setting is missing or wrong; it tells all of them.</exception>
    public static EndpointSettings Read(Func<string, string?> get, Func<string, bool>? folderExists = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        var from = new SettingsReader(get);
        var models = ModelSettings.Read(from, folderExists ?? Directory.Exists);
        var hub = HubVariables.Read(from);
        var compute = ComputeSettings.Read(from);
        var guards = GuardSettings.Read(from);
        var capacity = CapacitySettings.Read(from);
        var storage = StorageSettings.Read(from);
        var background = BackgroundSettings.Read(from, storage);
        var urlInput = UrlInputSettings.Read(from);
        var telemetry = TelemetrySettings.Read(from);
        var token = from.Secret("API_TOKEN");
        from.ThrowIfFaulty();
        return new EndpointSettings(models, hub!)
        {
            Compute = compute, Guards = guards, Capacity = capacity, Storage = storage, Background = background, UrlInput = urlInput, Telemetry = telemetry,
            ApiToken = token,
        };
    }
}
