using System.ComponentModel.DataAnnotations;

namespace Speech.Functions.Options;

/// <summary>Limits of concurrency and of the size of one request.</summary>
public sealed record RequestLimitOptions
{
    /// <summary><c>MAX_CONCURRENT_REQUESTS</c>, default 8, 1 to 1024: the number of requests in flight; further requests are answered 429
    /// at once.</summary>
    [ConfigurationKeyName("MAX_CONCURRENT_REQUESTS")]
    [Range(1, 1024)]
    public int MaxConcurrentRequests { get; init; } = 8;

    /// <summary><c>MAX_BODY_MB</c>, default 100, 1 to 2048: the largest request body in units of 1,048,576 bytes.</summary>
    [ConfigurationKeyName("MAX_BODY_MB")]
    [Range(1, 2048)]
    public int MaxBodyMegabytes { get; init; } = 100;

    /// <summary><c>MAX_AUDIO_MINUTES</c>, default 720, 1 to 1440: the longest audio of one request, in minutes.</summary>
    [ConfigurationKeyName("MAX_AUDIO_MINUTES")]
    [Range(1, 1440)]
    public int MaxAudioMinutes { get; init; } = 720;

    /// <summary><c>MAX_KNOWN_SPEAKERS</c>, default 10, 1 to 100: the largest number of known speakers of a request.</summary>
    [ConfigurationKeyName("MAX_KNOWN_SPEAKERS")]
    [Range(1, 100)]
    public int MaxKnownSpeakers { get; init; } = 10;

    /// <summary><c>MAX_KNOWN_SPEAKER_SECONDS</c>, default 30, 2 to 300: the longest reference audio of a known speaker.</summary>
    [ConfigurationKeyName("MAX_KNOWN_SPEAKER_SECONDS")]
    [Range(2, 300)]
    public int MaxKnownSpeakerSeconds { get; init; } = 30;

    /// <summary>The largest request body, in bytes.</summary>
    public long MaxBodyBytes => MaxBodyMegabytes * 1024L * 1024L;
}
