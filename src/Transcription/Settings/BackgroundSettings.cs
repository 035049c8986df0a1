using Speech.Transcription.Formats;

namespace Speech.Transcription.Settings;

/// <summary>What is worked on beside the requests: blobs, and jobs that a request left behind.</summary>
public sealed record BackgroundSettings
{
    /// <summary><c>INBOX</c>, default off: whether this host looks for audio in the container by itself. The functions host brings it by a trigger.</summary>
    public bool Inbox { get; init; }

    /// <summary><c>INBOX_SECONDS</c>, default 5 s, 0 to 3600: how long a host waits before it looks again, for blobs and for jobs.
    /// 0: it never looks, and leaves all of it to other hosts.</summary>
    public TimeSpan InboxPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>MAX_CONCURRENT_JOBS</c>, default 2, 1 to 64: blobs and jobs that one host works on at once.</summary>
    public int MaxConcurrentJobs { get; init; } = 2;

    /// <summary><c>TRANSCRIPT_FORMATS</c>, default <c>srt,vtt,txt</c>, or <c>none</c>: what is written beside the JSON of a blob.
    /// The blob's own metadata <c>formats</c> goes before it.</summary>
    public IReadOnlyList<TranscriptFormat> Formats { get; init; } = TranscriptFormats.All;

    /// <summary><c>JOB_EXPIRY</c>, default 24 hours, 1 to 720: how long a job and its result can be asked for.</summary>
    public TimeSpan JobExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>ASYNC_OVER_MB</c>, default 0, which is never, up to 2048: a request with more audio becomes a job unasked,
    /// for where an ingress would not wait for its answer.</summary>
    public int AsyncOverMegabytes { get; init; }

    internal static BackgroundSettings Read(SettingsReader from, StorageSettings storage)
    {
        var inbox = from.Flag("INBOX", false);
        if (inbox && !storage.IsConfigured)
            from.Fault("INBOX is on, but there is no storage to look into: set AzureWebJobsStorage or AzureWebJobsStorage__accountName");
        return new()
        {
            Inbox = inbox,
            InboxPause = TimeSpan.FromSeconds(from.Number("INBOX_SECONDS", 5, 0, 3600)),
            MaxConcurrentJobs = from.Number("MAX_CONCURRENT_JOBS", 2, 1, 64),
            Formats = ReadFormats(from),
            JobExpiry = TimeSpan.FromHours(from.Number("JOB_EXPIRY", 24, 1, 720)),
            AsyncOverMegabytes = from.Number("ASYNC_OVER_MB", 0, 0, 2048),
        };
    }

    private static IReadOnlyList<TranscriptFormat> ReadFormats(SettingsReader from)
    {
        if (from.Text("TRANSCRIPT_FORMATS") is not { } text) return TranscriptFormats.All;
        if (TranscriptFormats.Parse(text) is { } formats) return formats;
        from.Fault($"TRANSCRIPT_FORMATS must be some of srt, vtt and txt with commas between them, or none, not \"{text}\"");
        return TranscriptFormats.All;
    }
}
