using System.ComponentModel.DataAnnotations;

namespace Speech.Functions.Options;

/// <summary>Limits of the sessions of <c>/v1/realtime</c>.</summary>
public sealed record RealtimeOptions
{
    /// <summary><c>REALTIME_SESSIONS</c>, default 8, 1 to 1024: the number of open sessions; further ones are answered 429. A session takes
    /// a permit of <c>MAX_CONCURRENT_REQUESTS</c> only while it decodes.</summary>
    [ConfigurationKeyName("REALTIME_SESSIONS")]
    [Range(1, 1024)]
    public int MaxSessions { get; init; } = 8;

    /// <summary><c>REALTIME_MINUTES</c>, default 60, 1 to 1440: see <see cref="MaxDuration"/>, in minutes.</summary>
    [ConfigurationKeyName("REALTIME_MINUTES")]
    [Range(1, 1440)]
    public int MaxMinutes { get; init; } = 60;

    /// <summary><c>REALTIME_IDLE_SECONDS</c>, default 60, 1 to 3600: see <see cref="IdleTimeout"/>, in seconds.</summary>
    [ConfigurationKeyName("REALTIME_IDLE_SECONDS")]
    [Range(1, 3600)]
    public int IdleSeconds { get; init; } = 60;

    /// <summary><c>REALTIME_BUFFER_SECONDS</c>, default 120, 10 to 600: the longest audio that waits for a commit, where the client
    /// ends its turns itself, in seconds.</summary>
    [ConfigurationKeyName("REALTIME_BUFFER_SECONDS")]
    [Range(10, 600)]
    public int MaxBufferSeconds { get; init; } = 120;

    /// <summary><c>REALTIME_MESSAGE_KB</c>, default 1024, 16 to 16384: the largest message of a client in units of 1,024 bytes.</summary>
    [ConfigurationKeyName("REALTIME_MESSAGE_KB")]
    [Range(16, 16_384)]
    public int MaxMessageKilobytes { get; init; } = 1024;

    /// <summary>How long a session lasts at most.</summary>
    public TimeSpan MaxDuration => TimeSpan.FromMinutes(MaxMinutes);

    /// <summary>A session without a message for this long is closed.</summary>
    public TimeSpan IdleTimeout => TimeSpan.FromSeconds(IdleSeconds);
}
