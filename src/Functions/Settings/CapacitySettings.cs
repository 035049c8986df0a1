using Speech.Transcription.Settings;

namespace Speech.Functions.Settings;

/// <summary>Limits of concurrency and of the size of one request.</summary>
public sealed record CapacitySettings
{
    /// <summary><c>MAX_CONCURRENT_REQUESTS</c>, default 8, 1 to 1024: the number of requests in flight; further requests are answered 429
    /// at once.</summary>
    public int MaxConcurrentRequests { get; init; } = 8;

    /// <summary><c>MAX_BODY_MB</c>, default 100, 1 to 2048: the largest request body in units of 1,048,576 bytes.</summary>
    public int MaxBodyMegabytes { get; init; } = 100;

    /// <summary>The largest request body, in bytes.</summary>
    public long MaxBodyBytes => MaxBodyMegabytes * 1024L * 1024L;

    /// <summary><c>MAX_AUDIO_MINUTES</c>, default 720, 1 to 1440: the longest audio of one request, in minutes.</summary>
    public int MaxAudioMinutes { get; init; } = 720;

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    /// <param name="from">The reader.</param>
    public static CapacitySettings Read(SettingsReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return new()
        {
            MaxConcurrentRequests = from.Integer("MAX_CONCURRENT_REQUESTS", 8, 1, 1024),
            MaxBodyMegabytes = from.Integer("MAX_BODY_MB", 100, 1, 2048),
            MaxAudioMinutes = from.Integer("MAX_AUDIO_MINUTES", 720, 1, 1440),
        };
    }
}
