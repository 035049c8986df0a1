using System.Net;
using Azure;
using Azure.Identity;

namespace Speech.Storage;

/// <summary>Classifies and translates the exceptions of the storage client.</summary>
internal static class StorageFailures
{
    /// <summary>Whether an exception comes from the storage client, which reports the failures of all its retries as one aggregate. In
    /// it, a time-out looks like a cancellation; that of the caller shows in its token.</summary>
    public static bool IsStorageFailure(Exception exception)
        => exception is RequestFailedException or AuthenticationFailedException
        || (exception is AggregateException { InnerExceptions: { Count: > 0 } all }
            && all.All(inner => inner is OperationCanceledException || IsStorageFailure(inner)));

    /// <summary>Whether the failure affects every blob: no response, no access, or a server error.</summary>
    public static bool IsUnreachable(Exception exception)
        => IsStorageFailure(exception)
        && !(exception is RequestFailedException { Status: > 0 and < 500 } failure && !failure.IsAccessDenied());

    /// <summary>The blob or its container does not exist.</summary>
    public static bool IsNotFound(this RequestFailedException exception) => exception.Status is (int)HttpStatusCode.NotFound;

    /// <summary>The blob exists already, or another process holds its lease.</summary>
    public static bool IsConflict(this RequestFailedException exception) => exception.Status is (int)HttpStatusCode.Conflict;

    /// <summary>The blob is not in the state that the request requires: its ETag or its lease has changed.</summary>
    public static bool IsPreconditionFailed(this RequestFailedException exception)
        => exception.Status is (int)HttpStatusCode.PreconditionFailed;

    /// <summary>Runs storage operations and translates their failures, whose messages contain the account's address, to
    /// <see cref="StorageException"/>.</summary>
    /// <exception cref="StorageException">The storage client failed.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            throw new StorageException(exception);
        }
    }

    private static bool IsAccessDenied(this RequestFailedException exception)
        => exception.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden;
}
