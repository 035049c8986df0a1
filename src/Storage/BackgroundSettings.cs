using Speech.Transcription.Formats;
using Speech.Transcription.Settings;

namespace Speech.Storage;

/// <summary>Processing of audio outside HTTP requests: the blob inbox and asynchronous jobs.</summary>
public sealed record BackgroundSettings
{
    /// <summary><c>INBOX</c>, default off: whether this host polls the audio container. The functions host has a blob trigger
    /// instead.</summary>
    public bool Inbox { get; init; }

    /// <summary><c>INBOX_SECONDS</c>, default 5 s, 0 to 3600: the pause between two polls for blobs and jobs.
    /// 0 disables polling; other hosts then process both.</summary>
    public TimeSpan InboxPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>MAX_CONCURRENT_JOBS</c>, default 2, 1 to 64: the number of blobs and jobs that one host processes
    /// concurrently.</summary>
    public int MaxConcurrentJobs { get; init; } = 2;

    /// <summary><c>TRANSCRIPT_FORMATS</c>, default <c>srt,vtt,txt</c>, or <c>none</c>: the formats published in addition to JSON.
    /// The blob's own metadata <c>formats</c> takes precedence.</summary>
    public IReadOnlyList<TranscriptFormat> Formats { get; init; } = TranscriptFormats.All;

    /// <summary><c>JOB_EXPIRY</c>, default 24 hours, 1 to 720: the time after which a job and its result are deleted.</summary>
    public TimeSpan JobExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>ASYNC_OVER_MB</c>, default 0 (never), up to 2048: a request with more audio becomes a job even without a preference,
    /// for deployments whose ingress limits the duration of requests.</summary>
    public int AsyncOverMegabytes { get; init; }

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    /// <param name="from">The reader.</param>
    /// <param name="storage">The storage account, which the inbox requires.</param>
    public static BackgroundSettings Read(SettingsReader from, StorageSettings storage)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(storage);
        var inbox = from.Boolean("INBOX", false);
        if (inbox && !storage.IsConfigured)
            from.AddFault("INBOX is on, but no storage is configured: set AzureWebJobsStorage or AzureWebJobsStorage__accountName");
        return new()
        {
            Inbox = inbox,
            InboxPause = TimeSpan.FromSeconds(from.Integer("INBOX_SECONDS", 5, 0, 3600)),
            MaxConcurrentJobs = from.Integer("MAX_CONCURRENT_JOBS", 2, 1, 64),
            Formats = ReadFormats(from),
            JobExpiry = TimeSpan.FromHours(from.Integer("JOB_EXPIRY", 24, 1, 720)),
            AsyncOverMegabytes = from.Integer("ASYNC_OVER_MB", 0, 0, 2048),
        };
    }

    private static IReadOnlyList<TranscriptFormat> ReadFormats(SettingsReader from)
    {
        if (from.Text("TRANSCRIPT_FORMATS") is not { } text) return TranscriptFormats.All;
        if (TranscriptFormats.Parse(text) is { } formats) return formats;
        from.AddFault($"TRANSCRIPT_FORMATS must be a comma-separated list of srt, vtt and txt, or none, not \"{text}\"");
        return TranscriptFormats.All;
    }
}
