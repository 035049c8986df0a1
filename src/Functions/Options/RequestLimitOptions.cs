using System.ComponentModel.DataAnnotations;
using Speech.Audio;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Options;

/// <summary>Limits of concurrency and of the size of one request.</summary>
public sealed record RequestLimitOptions
{
    /// <summary><c>MAX_CONCURRENT_REQUESTS</c>, default 8, 1 to 1024: the number of requests in flight; further requests
    /// wait.</summary>
    [ConfigurationKeyName("MAX_CONCURRENT_REQUESTS")]
    [Range(1, 1024)]
    public int MaxConcurrentRequests { get; init; } = 8;

    /// <summary><c>MAX_WAITING_REQUESTS</c>, default 128, 1 to 4096: the number of requests that are uploaded or wait; further ones are
    /// answered 429 before their body is read.</summary>
    [ConfigurationKeyName("MAX_WAITING_REQUESTS")]
    [Range(1, 4096)]
    public int MaxWaitingRequests { get; init; } = 128;

    /// <summary><c>MAX_WAIT_SECONDS</c>, default 60, 0 to 3600: how long a request waits, once it has been uploaded, before it is answered
    /// 429.</summary>
    [ConfigurationKeyName("MAX_WAIT_SECONDS")]
    [Range(0, 3600)]
    public int MaxWaitSeconds { get; init; } = 60;

    /// <summary><c>CLIENT_SHARE</c>, default 50, 1 to 100: the part of the waiting requests, in percent, that may come from one
    /// address.</summary>
    [ConfigurationKeyName("CLIENT_SHARE")]
    [Range(1, 100)]
    public int ClientShare { get; init; } = 50;

    /// <summary><c>MAX_CONNECTIONS</c>, default 512, 1 to 65536: the number of open connections of the plain host; further ones are closed.
    /// Each is a file descriptor, of which the process needs about 300 others.</summary>
    [ConfigurationKeyName("MAX_CONNECTIONS")]
    [Range(1, 65_536)]
    public int MaxConnections { get; init; } = 512;

    /// <summary><c>MIN_UPLOAD_RATE</c>, default 16, 0 to 100000: the mean rate, in units of 1,024 bytes per second, at which a body must
    /// arrive, which gives it a deadline by its size. 0 for no deadline.</summary>
    [ConfigurationKeyName("MIN_UPLOAD_RATE")]
    [Range(0, 100_000)]
    public int MinUploadRate { get; init; } = 16;

    /// <summary><c>MAX_SPOOL_MB</c>, default 8192, 1 to 1048576: the room for the audio of all requests on disk, in units of 1,048,576
    /// bytes.</summary>
    [ConfigurationKeyName("MAX_SPOOL_MB")]
    [Range(1, 1_048_576)]
    public int MaxSpoolMegabytes { get; init; } = 8192;

    /// <summary><c>MAX_MP4_MB</c>, default 4096, 1 to 1048576: the largest MP4, M4A, MOV or 3GP, which is copied to disk to be decoded, in
    /// units of 1,048,576 bytes.</summary>
    [ConfigurationKeyName("MAX_MP4_MB")]
    [Range(1, 1_048_576)]
    public int MaxMp4Megabytes { get; init; } = 4096;

    /// <summary><c>MAX_BODY_MB</c>, default 100, 1 to 2048: the largest request body in units of 1,048,576 bytes.</summary>
    [ConfigurationKeyName("MAX_BODY_MB")]
    [Range(1, 2048)]
    public int MaxBodyMegabytes { get; init; } = 100;

    /// <summary><c>MAX_AUDIO_MINUTES</c>, default 720, 1 to 1440: the longest audio of a job or a blob, in minutes.</summary>
    [ConfigurationKeyName("MAX_AUDIO_MINUTES")]
    [Range(1, 1440)]
    public int MaxAudioMinutes { get; init; } = 720;

    /// <summary><c>MAX_REQUEST_AUDIO_MINUTES</c>, default 120, 1 to 1440: the longest audio of a request whose client waits for the answer,
    /// in minutes.</summary>
    [ConfigurationKeyName("MAX_REQUEST_AUDIO_MINUTES")]
    [Range(1, 1440)]
    public int MaxRequestAudioMinutes { get; init; } = 120;

    /// <summary><c>MAX_REQUEST_SECONDS</c>, default 3600, 1 to 86400: the longest time of its transcription.</summary>
    [ConfigurationKeyName("MAX_REQUEST_SECONDS")]
    [Range(1, 86_400)]
    public int MaxRequestSeconds { get; init; } = 3600;

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

    /// <summary>The limit of the work for a client that waits.</summary>
    public WorkLimit Work => new(TimeSpan.FromMinutes(MaxRequestAudioMinutes), TimeSpan.FromSeconds(MaxRequestSeconds));

    /// <summary>The limits of decoding.</summary>
    public AudioOptions Audio => new()
    {
        MaxDuration = TimeSpan.FromMinutes(MaxAudioMinutes),
        MaxCopiedBytes = MaxMp4Megabytes * 1024L * 1024L,
    };

    /// <summary>The limits of running and waiting requests.</summary>
    public PermitOptions Permits => new()
    {
        Permits = MaxConcurrentRequests,
        MaxWaiting = MaxWaitingRequests,
        MaxWaitingPerClient = Math.Max(1, MaxWaitingRequests * ClientShare / 100),
        MaxWait = TimeSpan.FromSeconds(MaxWaitSeconds),
    };
}
