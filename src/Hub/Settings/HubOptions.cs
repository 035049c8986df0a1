using System.Text;
using Speech.Hub.Errors;

namespace Speech.Hub.Settings;

/// <summary>Endpoint and cache of the Hub client, and its limits.</summary>
public sealed record HubOptions
{
    /// <summary>Base URL of the Hub, http or https; a path prefix is kept. Default: <c>https://huggingface.co</c>.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The folder that contains the <c>models--owner--name</c> folders; created if it does not exist.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>
    /// Access token, sent only to the scheme, host and port of <see cref="Endpoint"/>; null (the default) for anonymous access.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Whether requests are forbidden and only the cache is used. Default: false.</summary>
    public bool Offline { get; init; }

    /// <summary>Number of consecutive failures without progress after which a request fails. At least 1. Default: 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Maximum number of concurrent downloads per call. At least 1. Default: 4.</summary>
    public int ParallelDownloads { get; init; } = 4;

    /// <summary>Maximum time without a byte received, both before the response and within its content. Above zero. Default: 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum delay before a retry; if the server requests a longer one, the request fails at once. Default: 60 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the same environment variables as huggingface_hub, with the same precedence.</summary>
    /// <remarks>
    /// <c>HF_ENDPOINT</c>; <c>HF_HUB_OFFLINE</c>; <c>HF_TOKEN</c> (or <c>HUGGING_FACE_HUB_TOKEN</c>, or the file <c>HF_TOKEN_PATH</c>, or
    /// <c>HF_HOME/token</c>); <c>HF_HUB_CACHE</c> (or <c>HUGGINGFACE_HUB_CACHE</c>, or <c>HF_HOME/hub</c>); <c>HF_HOME</c> (or
    /// <c>XDG_CACHE_HOME/huggingface</c>, or <c>~/.cache/huggingface</c>); <c>HF_HUB_DOWNLOAD_TIMEOUT</c>, here in whole seconds, for
    /// <see cref="IdleTimeout"/>. An empty variable counts as unset.
    /// </remarks>
    /// <param name="read">Returns the value of a variable; null if it is not set.</param>
    /// <exception cref="HubSettingException">A variable is invalid; the message names the variable but not its value.</exception>
    public static HubOptions FromEnvironment(Func<string, string?> read) => HubEnvironment.Read(read);

    internal void Validate()
    {
        if (!HubEnvironment.IsEndpoint(Endpoint))
            throw new ArgumentException("The endpoint is not a plain http or https URL.", nameof(Endpoint));
        if (Token is not null && !HubEnvironment.IsToken(Token))
            throw new ArgumentException("The token contains invalid characters.", nameof(Token));
        ArgumentException.ThrowIfNullOrEmpty(CacheFolder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ParallelDownloads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, TimeSpan.Zero);
    }

    // Keeps the token out of logs.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Endpoint = {Endpoint}, Token = {(Token is null ? "none" : "set")}, Offline = {Offline}");
        return true;
    }
}
