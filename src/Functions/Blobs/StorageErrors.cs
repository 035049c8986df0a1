using Azure;
using Azure.Identity;

namespace Speech.Functions.Blobs;

/// <summary>The storage account cannot be reached or does not let this process in.</summary>
internal sealed class StorageException(Exception inner) : Exception("The endpoint's storage cannot be reached: try again in a moment", inner)
{
    /// <summary>When another try is worth it.</summary>
    public TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs calls to the storage; their faults, whose words name its address, leave here as this one.</summary>
    public static async Task<T> ShieldAsync<T>(Func<Task<T>> calls)
    {
        try
        {
            return await calls();
        }
        catch (Exception reason) when (IsStorage(reason))
        {
            throw new StorageException(reason);
        }
    }

    /// <summary>Whether a fault comes from the storage; the library gives the faults of all its retries in one.</summary>
    public static bool IsStorage(Exception reason)
        => reason is RequestFailedException or AuthenticationFailedException
        || (reason is AggregateException { InnerExceptions: { Count: > 0 } all } && all.All(IsStorage));

    /// <summary>Whether it would be the same for every blob: no answer, no entry, or a broken service.</summary>
    public static bool IsUnreachable(Exception reason)
        => IsStorage(reason) && reason is not RequestFailedException { Status: > 0 and < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden) };
}

/// <summary>Somebody else has published in the meantime: what was about to be published must not be.</summary>
internal sealed class OvertakenException(Exception inner) : Exception("The outputs of the blob have changed since its work began", inner);
