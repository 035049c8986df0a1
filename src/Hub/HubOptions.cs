using System.Text;
using Speech.Hub.Settings;

namespace Speech.Hub;

/// <summary>Where the Hub and its cache are, and how long to try.</summary>
public sealed record HubOptions
{
    /// <summary>The Hub's address, http or https; a path prefix is kept. Default: <c>https://huggingface.co</c>.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The folder of <c>models--owner--name</c> folders; made when it is missing.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Access token, sent to the endpoint's own scheme, host and port only; null (the default) for none.</summary>
    public string? Token { get; init; }

    /// <summary>No request is made: what is in the cache counts. Default: false.</summary>
    public bool Offline { get; init; }

    /// <summary>Failures in a row, without a byte gained in between, after which a request is given up. At least 1. Default: 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Files downloaded at once by one call. At least 1. Default: 4.</summary>
    public int ParallelDownloads { get; init; } = 4;

    /// <summary>How long the Hub may be silent, before its answer and between two pieces of it. Above zero. Default: 30 s.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait before another attempt; a Hub that asks for more is given up at once. Default: 60 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The options that huggingface_hub would take from the same variables.</summary>
    /// <remarks>
    /// <c>HF_ENDPOINT</c>, <c>HF_HUB_OFFLINE</c>, <c>HF_TOKEN</c> (or <c>HUGGING_FACE_HUB_TOKEN</c>, or the file <c>HF_TOKEN_PATH</c>, or <c>HF_HOME/token</c>),
    /// <c>HF_HUB_CACHE</c> (or <c>HUGGINGFACE_HUB_CACHE</c>, or <c>HF_HOME/hub</c>), <c>HF_HOME</c> (or <c>XDG_CACHE_HOME/huggingface</c>, or <c>~/.cache/huggingface</c>).
    /// An empty variable counts as none.
    /// </remarks>
    /// <param name="read">Reads one variable by name; null where it is not set.</param>
    /// <exception cref="HubSettingException">A variable holds what cannot be used; the message names the variable and not its value.</exception>
    public static HubOptions FromEnvironment(Func<string, string?> read) => HubEnvironment.Read(read);

    internal void Validate()
    {
        if (!HubEnvironment.IsEndpoint(Endpoint)) throw new ArgumentException("The endpoint is no plain http or https address.", nameof(Endpoint));
        if (Token is not null && !HubEnvironment.IsToken(Token)) throw new ArgumentException("The token holds characters that no token has.", nameof(Token));
        ArgumentException.ThrowIfNullOrEmpty(CacheFolder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ParallelDownloads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SilenceTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, TimeSpan.Zero);
    }

    // Options end up in logs; the token must not.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Endpoint = {Endpoint}, Token = {(Token is null ? "none" : "set")}, Offline = {Offline}");
        return true;
    }
}
