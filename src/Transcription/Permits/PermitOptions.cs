namespace Speech.Transcription.Permits;

/// <summary>How many requests run, and how many wait for how long.</summary>
public sealed record PermitOptions
{
    /// <summary>The largest number of requests in flight; default 8, at least 1.</summary>
    public int Permits { get; init; } = 8;

    /// <summary>The largest number of requests that are uploaded or wait for a permit; default 128, at least 1.</summary>
    public int MaxWaiting { get; init; } = 128;

    /// <summary>The largest number of them of one client; default 64, at least 1.</summary>
    public int MaxWaitingPerClient { get; init; } = 64;

    /// <summary>How long a request waits for a permit once it has been uploaded; default 60 s. Zero: not at all.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);
}
