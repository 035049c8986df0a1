namespace Speech.Storage;

/// <summary>The storage account is unreachable or rejects this process's credentials.</summary>
/// <param name="inner">The failure of the storage client. Its message may contain the account's address, so it is meant for the log
/// only.</param>
public sealed class StorageException(Exception inner) : Exception("The endpoint's storage is unavailable: retry in a moment", inner)
{
    /// <summary>The delay before a retry is worthwhile.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(10);
}
