using Speech.Transcription.Formats;

namespace Speech.Transcription.Settings;

/// <summary>Work outside of requests: blobs, and jobs that requests have queued.</summary>
public sealed record BackgroundSettings
{
    /// <summary><c>INBOX</c>, default off: whether this host polls the container for audio. The functions host has a trigger for
    /// it.</summary>
    public bool Inbox { get; init; }

    /// <summary><c>INBOX_SECONDS</c>, default 5 s, 0 to 3600: how long a host waits between polls for blobs and jobs.
    /// 0: it never polls, and leaves the work to other hosts.</summary>
    public TimeSpan InboxPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>MAX_CONCURRENT_JOBS</c>, default 2, 1 to 64: blobs and jobs that one host processes concurrently.</summary>
    public int MaxConcurrentJobs { get; init; } = 2;

    /// <summary><c>TRANSCRIPT_FORMATS</c>, default <c>srt,vtt,txt</c>, or <c>none</c>: the formats written in addition to the JSON of a
    /// blob.
    /// The blob's own metadata <c>formats</c> takes precedence.</summary>
    public IReadOnlyList<TranscriptFormat> Formats { get; init; } = TranscriptFormats.All;

    /// <summary><c>JOB_EXPIRY</c>, default 24 hours, 1 to 720: how long a job and its result are available.</summary>
    public TimeSpan JobExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>ASYNC_OVER_MB</c>, default 0, which disables it, up to 2048: a request with more audio becomes a job even if it did
    /// not ask
    /// for one, since an ingress may time out before its answer.</summary>
    public int AsyncOverMegabytes { get; init; }

    internal static BackgroundSettings Read(SettingsReader from, StorageSettings storage)
    {
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
