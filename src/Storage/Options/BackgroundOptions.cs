using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Speech.Transcription.Formats;

namespace Speech.Storage.Options;

/// <summary>Processing of audio outside HTTP requests: the blob inbox and asynchronous jobs.</summary>
public sealed record BackgroundOptions
{
    /// <summary><c>INBOX</c>, default false: whether this host polls the audio container: the plain host, or the functions host where no
    /// Event Grid subscription calls its blob trigger.</summary>
    [ConfigurationKeyName("INBOX")]
    public bool Inbox { get; init; }

    /// <summary><c>INBOX_SECONDS</c>, default 5, 0 to 3600: see <see cref="InboxPause"/>, in seconds.</summary>
    [ConfigurationKeyName("INBOX_SECONDS")]
    [Range(0, 3600)]
    public int InboxSeconds { get; init; } = 5;

    /// <summary><c>MAX_CONCURRENT_JOBS</c>, default 2, 1 to 64: the number of blobs and jobs that one host processes
    /// concurrently.</summary>
    [ConfigurationKeyName("MAX_CONCURRENT_JOBS")]
    [Range(1, 64)]
    public int MaxConcurrentJobs { get; init; } = 2;

    /// <summary><c>TRANSCRIPT_FORMATS</c>, default <c>srt,vtt,txt</c>; also <c>rttm</c>, or <c>none</c>: see
    /// <see cref="Formats"/>.</summary>
    [ConfigurationKeyName("TRANSCRIPT_FORMATS")]
    [TranscriptFormatList]
    public string FormatList { get; init; } = "srt,vtt,txt";

    /// <summary><c>JOB_EXPIRY</c>, default 24, 1 to 720: see <see cref="JobExpiry"/>, in hours.</summary>
    [ConfigurationKeyName("JOB_EXPIRY")]
    [Range(1, 720)]
    public int JobExpiryHours { get; init; } = 24;

    /// <summary><c>MAX_JOBS_PER_CLIENT</c>, default 1000, 0 to 100000: the number of jobs of one address that have not ended; further ones
    /// are answered 429. 0 for no limit.</summary>
    [ConfigurationKeyName("MAX_JOBS_PER_CLIENT")]
    [Range(0, 100_000)]
    public int MaxJobsPerClient { get; init; } = 1000;

    /// <summary><c>ASYNC_OVER_MB</c>, default 0 (never), 0 to 2048: a request with more audio becomes a job even without a preference,
    /// for deployments whose ingress limits the duration of requests.</summary>
    [ConfigurationKeyName("ASYNC_OVER_MB")]
    [Range(0, 2048)]
    public int AsyncOverMegabytes { get; init; }

    /// <summary><c>TRIGGER_RETRY_MINUTES</c>, default 60, 0 to 1440: see <see cref="TriggerRetryLimit"/>, in minutes.</summary>
    [ConfigurationKeyName("TRIGGER_RETRY_MINUTES")]
    [Range(0, 1440)]
    public int TriggerRetryMinutes { get; init; } = 60;

    /// <summary><c>SHUTDOWN_SECONDS</c>, default 10, 0 to 3600: see <see cref="ShutdownGrace"/>, in seconds.</summary>
    [ConfigurationKeyName("SHUTDOWN_SECONDS")]
    [Range(0, 3600)]
    public int ShutdownSeconds { get; init; } = 10;

    /// <summary>How long the blob function goes on trying a blob whose failures may pass, with increasing pauses, before it publishes an
    /// error.</summary>
    public TimeSpan TriggerRetryLimit => TimeSpan.FromMinutes(TriggerRetryMinutes);

    /// <summary>How long running work may go on after the host was asked to stop. What is not done then is cancelled, and another host does
    /// it.</summary>
    public TimeSpan ShutdownGrace => TimeSpan.FromSeconds(ShutdownSeconds);

    /// <summary>The pause between two polls for blobs and jobs. Zero disables polling; other hosts then process both.</summary>
    public TimeSpan InboxPause => TimeSpan.FromSeconds(InboxSeconds);

    /// <summary>The formats published in addition to JSON. The blob's own metadata <c>formats</c> takes precedence.</summary>
    public IReadOnlyList<TranscriptFormat> Formats => TranscriptFormats.Parse(FormatList) ?? TranscriptFormats.All;

    /// <summary>The time after which a job and its result are deleted.</summary>
    public TimeSpan JobExpiry => TimeSpan.FromHours(JobExpiryHours);
}
