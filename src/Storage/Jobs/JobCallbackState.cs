namespace Speech.Storage.Jobs;

/// <summary>The state of a call-back.</summary>
public enum JobCallbackState
{
    /// <summary>It waits for the end of the job, or for another attempt.</summary>
    Pending,

    /// <summary>The client has accepted it.</summary>
    Delivered,

    /// <summary>Every attempt failed.</summary>
    Failed,
}
