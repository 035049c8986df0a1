namespace Speech.Transcription.Models;

/// <summary>When a model that failed is tried again.</summary>
internal static class ModelRetry
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>Short delays: health has to notice within 10 seconds that files were mended.</summary>
    /// <param name="time">The clock.</param>
    public static RetryBackoff CreateBackoff(TimeProvider time) => new(InitialDelay, MaxDelay, time);
}
