namespace Speech.Transcription.Settings;

/// <summary>All settings of the endpoint, read and validated once, at start.</summary>
/// <param name="Models">Which models run.</param>
public sealed record EndpointSettings(ModelSettings Models)
{
    /// <summary>How the Hub is reached.</summary>
    public HubSettings Hub { get; init; } = new();

    /// <summary>How much of the machine one request may use.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary>What the endpoint takes on.</summary>
    public CapacitySettings Capacity { get; init; } = new();

    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the token that callers must bear.</summary>
    public Secret? ApiToken { get; init; }

    /// <summary>Reads every setting.</summary>
    /// <param name="get">The text of a setting by its name, null when it is unset: an environment, most often.</param>
    /// <param name="folderExists">Whether a local folder is there; asks the file system by default.</param>
    /// <exception cref="SettingsException">At least one setting is missing or wrong; it tells all of them.</exception>
    public static EndpointSettings Read(Func<string, string?> get, Func<string, bool>? folderExists = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        var from = new SettingsReader(get);
        var settings = new EndpointSettings(ModelSettings.Read(from, folderExists ?? Directory.Exists))
        {
            Hub = HubSettings.Read(from),
            Compute = ComputeSettings.Read(from),
            Capacity = CapacitySettings.Read(from),
            ApiToken = from.Secret("API_TOKEN"),
        };
        from.ThrowIfFaulty();
        return settings;
    }
}
