using Speech.Hub.Settings;
using Speech.Storage;
using Speech.Transcription.Settings;
using Speech.Whisper;

namespace Speech.Functions.Settings;

/// <summary>All settings of the endpoint, read and validated once, at start.</summary>
/// <param name="Models">The models.</param>
/// <param name="Hub">Access to the Hub: <c>HF_TOKEN</c>, <c>HF_HOME</c>, <c>HF_ENDPOINT</c>, <c>HF_HUB_OFFLINE</c> and related
/// variables.</param>
public sealed record EndpointSettings(ModelSettings Models, HubOptions Hub)
{
    /// <summary>The compute resources of the models.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary><c>GUARDS</c> and its thresholds, which keep silence and music from producing hallucinated text; default on.</summary>
    public GuardOptions Guards { get; init; } = new();

    /// <summary>Limits of concurrency and of the size of one request.</summary>
    public CapacitySettings Capacity { get; init; } = new();

    /// <summary>The storage account of blobs and jobs; none by default.</summary>
    public StorageSettings Storage { get; init; } = new();

    /// <summary>Processing of audio outside HTTP requests.</summary>
    public BackgroundSettings Background { get; init; } = new();

    /// <summary>Audio referenced by URL; refused by default.</summary>
    public UrlInputSettings UrlInput { get; init; } = new();

    /// <summary>The exporters of traces, metrics and logs; none by default.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the bearer token that callers must send.</summary>
    public Secret? ApiToken { get; init; }

    /// <summary>Reads and validates all settings.</summary>
    /// <param name="get">The text of a setting by name, usually from the environment; null when it is unset.</param>
    /// <param name="folderExists">Whether a model of this name is available locally, as a folder or built in; checks the file system by
    /// default.</param>
    /// <param name="hasCuda">Whether inference works on a GPU of this machine, given the number of threads; tries it by default.</param>
    /// <exception cref="SettingsException">At least one setting is missing or invalid; the message lists all of them.</exception>
    public static EndpointSettings Read(Func<string, string?> get, Func<string, bool>? folderExists = null, Func<int, bool>? hasCuda = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        var from = new SettingsReader(get);
        var models = ModelSettings.Read(from, folderExists ?? Directory.Exists);
        var hub = HubVariables.Read(from);
        var compute = ComputeSettings.Read(from, hasCuda ?? Gpu.IsUsable);
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
            Compute = compute, Guards = guards, Capacity = capacity, Storage = storage, Background = background, UrlInput = urlInput,
            Telemetry = telemetry, ApiToken = token,
        };
    }
}
