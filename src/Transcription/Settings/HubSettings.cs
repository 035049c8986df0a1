namespace Speech.Transcription.Settings;

/// <summary>How the Hub is reached; the names and meanings are huggingface_hub's.</summary>
public sealed record HubSettings
{
    /// <summary><c>HF_TOKEN</c>, default none: needed for gated and private repositories.</summary>
    public Secret? Token { get; init; }

    /// <summary><c>HF_HOME</c>, default none, which leaves the place of the cache to the Hub client.</summary>
    public string? Home { get; init; }

    /// <summary><c>HF_ENDPOINT</c>, default none, which means the public Hub.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>HF_HUB_OFFLINE</c>, default false: use what the cache holds and ask nobody.</summary>
    public bool Offline { get; init; }

    internal static HubSettings Read(SettingsReader from) => new()
    {
        Token = from.Secret("HF_TOKEN"),
        Home = from.Text("HF_HOME"),
        Endpoint = from.WebAddress("HF_ENDPOINT"),
        Offline = from.Flag("HF_HUB_OFFLINE", false),
    };
}
