namespace Speech.Storage.Jobs;

/// <summary>The client has too many jobs that have not ended.</summary>
/// <param name="limit">Their largest number.</param>
public sealed class TooManyJobsException(int limit) : Exception($"{limit} of your jobs have not ended yet: try again when some have")
{
    /// <summary>The delay before a retry is worthwhile.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromMinutes(1);
}
